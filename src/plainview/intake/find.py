"""Files below the paths a person named, each with the name it is shown by."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from unicodedata import category

from plainview.errors import UserError

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One file to be looked at: where it lies now, and the path by which a person knows it.

    attachment: its name inside a page, where the path ends in "page.html#name". ours: it lies in our temporary area, and
    may be moved. sha256, size_bytes: where they are known before it is looked at, else "" and -1.
    """

    place: Path
    path: str
    depth: int = 0
    parent_sha256: str = ""
    attachment: str = ""
    ours: bool = False
    sha256: str = ""
    size_bytes: int = -1

    @property
    def name(self) -> str:
        return self.attachment or PurePosixPath(self.path).name


def find_files(paths: list[Path]) -> tuple[list[Offer], list[UserError]]:
    """All files below the named paths, in the order of the names they are shown by. What cannot be taken is told, not the end.

    A file is known by the named folder's own name and what follows; where two files would share a name, by more of its path.
    """
    found: dict[Path, int] = {}  # whole path -> how many of its last parts are shown
    errors: list[UserError] = []
    for path in paths:
        whole = Path(os.path.realpath(path))
        if _is(stat.S_ISREG, whole):
            found[whole] = max(found.get(whole, 0), 2)
            continue
        if not _is(stat.S_ISDIR, whole):
            errors.append(UserError(shown(path), "does not exist or cannot be opened", "check the path and name it again"))
            continue
        for file in _below(whole, errors):
            found[file] = max(found.get(file, 0), 1 + len(file.relative_to(whole).parts))
    offers = [Offer(place, name) for place, name in _names(found).items()]
    return sorted(offers, key=lambda offer: offer.path), errors


def _below(folder: Path, errors: list[UserError]) -> Iterator[Path]:
    """Files below a folder. Other cases, links to folders and what cannot be opened are told in `errors`."""

    def closed(error: OSError) -> None:
        errors.append(UserError(shown(error.filename), f"cannot be opened: {error.strerror}", "check that you may read it"))

    for here, folders, files in os.walk(folder, onerror=closed):
        if "plainview.toml" in files:
            folders.clear()
            fix = "name the folder that holds the records themselves"
            errors.append(UserError(shown(here), "is a plainview case and was passed over", fix))
            continue
        for link in [name for name in folders if Path(here, name).is_symlink()]:
            fix = "name the folder that it leads to, if it holds records"
            errors.append(UserError(shown(Path(here, link)), "is a link to a folder and was not followed", fix))
        for name in files:
            file = Path(here, name)
            if name.startswith("."):
                continue
            if _is(stat.S_ISREG, file):
                yield file
            else:
                fix = "nothing to do, if it holds no record"
                errors.append(UserError(shown(file), "is no file (a link that leads nowhere, a pipe or a device)", fix))


def _is(kind: Callable[[int], bool], path: Path) -> bool:
    """Whether a path leads to a file or folder; False too where a folder above it may not be read."""
    try:
        return kind(path.stat().st_mode)
    except OSError:
        return False


def _names(found: dict[Path, int]) -> dict[Path, str]:
    """The name each file is shown by: its last parts, and more of them as long as another file has the same."""
    while True:
        names = {file: shown("/".join(file.parts[-parts:]).removeprefix("//")) for file, parts in found.items()}
        taken = Counter(names.values())
        twins = [file for file, name in names.items() if taken[name] > 1]
        if not twins:
            return names
        found = found | {file: found[file] + 1 for file in twins}


def shown(path: Path | str) -> str:
    """A stranger's file name as it can be stored and printed: bytes and signs that are no text become escapes such as `\\xe9`."""
    return "".join(_sign(ch) for ch in str(path))


def _sign(ch: str) -> str:
    if "\udc80" <= ch <= "\udcff":
        return f"\\x{ord(ch) - 0xDC00:02x}"
    return ch.encode("unicode_escape").decode() if ch == "\\" or category(ch) in _UNPRINTABLE else ch
