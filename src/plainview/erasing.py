"""Where a case holds more than the archive and the readers' parts of what a release said: tables, pages, published trees, copies
on their way in. All of it is made again without the release, or comes again through the door, which knows what was sealed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from plainview.archive import sha256_of
from plainview.case import Case

MANIFEST = "manifest.json"  # by which a published tree is known (docs/publish.md)
_SHALLOW = 4  # folders below the case in which a published tree is looked for


def erase_tables(case: Case) -> None:
    """Erase tables, the case's own site, passing files, and what running servers put aside: the next run makes them again.

    A server that shows the tables finds none and shows none.
    """
    (case.warehouse / "CURRENT").unlink(missing_ok=True)
    sites = [case.root / name for name in ("site", "site.new", "site.old")]
    for path in [*case.warehouse.glob("gen-*"), *sites, *case.temporary.glob("*"), *(case.warehouse / "serve").glob("*")]:
        _erase(path)


def erase_trees(case: Case) -> None:
    """Erase every published tree inside the case, also one that was half written or is about to be replaced."""
    for path in list(trees(case)):
        for one in (path, path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")):
            _erase(one)
    for path in (case.root / "publish").glob(".*"):
        _erase(path)


def trees(case: Case) -> Iterator[Path]:
    """Folders of the case that `plainview publish` wrote, known by their manifest. Links are not followed."""
    ours = {case.archive, case.warehouse, case.site}
    folders = [case.root]
    for _ in range(_SHALLOW):
        below = [path for folder in folders for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
        folders = [path for path in below if path not in ours]
        found = [path for path in folders if _is_tree(path)]
        yield from found
        folders = [path for path in folders if path not in found]


def _is_tree(folder: Path) -> bool:
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and {"format", "made_by", "files"} <= set(told)


def erase_copies(case: Case, sha256: str) -> None:
    """Erase copies of these bytes that are on their way in or were kept aside.

    A drop that no running server receives is erased whole: the bytes may stand packed in it. Of one that is being received only a
    file of these very bytes is; whatever else carries them is stopped at the door.
    """
    for drop in (case.warehouse / "incoming").glob("*"):
        if not _is_received(drop):
            _erase(drop)
    for folder in ("warehouse/incoming", "refresh/incoming", "refresh/aside"):
        for path in [one for one in (case.root / folder).rglob("*") if one.is_file() and not one.is_symlink()]:
            if sha256_of(path) == sha256:
                path.unlink()


def _is_received(drop: Path) -> bool:
    """True while the server that began this drop runs; the drop is called after its process."""
    number = drop.name.partition("-")[0]
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _erase(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
