"""A case is a folder: what was received (archive), what people decided, and what is made from both."""

from __future__ import annotations

import fcntl
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview import __version__
from plainview.errors import UserError

FORMAT = 1
DECISIONS_HEADER = "decision_id,decided_on,by,subject,a,b,verdict,why\n"


class Busy(UserError):
    """Another plainview writes into the case just now."""


@dataclass(frozen=True, slots=True)
class Case:
    """Paths of one case. `root` is the folder a person named."""

    root: Path

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def layouts(self) -> Path:
        """The case's own layouts; what plainview proposes lies in its folder `proposed` and is not used."""
        return self.root / "layouts"

    @property
    def decisions(self) -> Path:
        """What people decided, a line each; room `decisions` reads it and adds to it."""
        return self.root / "decisions.csv"

    @property
    def rules(self) -> Path:
        """The case's own rules of law, in folders by jurisdiction, beside those that are shipped."""
        return self.root / "rules"

    @property
    def temporary(self) -> Path:
        return self.root / "warehouse" / "tmp"


def open_case(root: Path, today: date, create: bool = True) -> Case:
    """Open the case at `root`; make it if `create`. A case of a newer version is refused, never touched."""
    case = Case(root)
    marker = root / "plainview.toml"
    try:
        if not marker.exists():
            _refuse_other_folder(root, create)
            _create(case, marker, today)
        _check_format(marker)
        _furnish(case)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        fix = "name a folder that you may write to with --case"
        raise UserError(str(root), f"cannot be written: {error.strerror}", fix) from error
    return case


def _refuse_other_folder(root: Path, create: bool) -> None:
    if not create:
        raise UserError(str(root), "is not a plainview case", "name a folder that `plainview audit` or `init` made")
    if root.exists() and (not root.is_dir() or any(root.iterdir())) and not _is_unborn(root):
        raise UserError(str(root), "exists and is not a plainview case", "name a new or empty folder with --case")


def _is_unborn(root: Path) -> bool:
    """True for what a run killed during `init` leaves behind: nothing but our own empty beginnings."""
    ours = {"archive", "warehouse", ".lock", "plainview.toml.new", "decisions.csv"}
    return root.is_dir() and all(entry.name in ours for entry in root.iterdir())


def _furnish(case: Case) -> None:
    """Make what a case always holds, where it is missing."""
    case.temporary.mkdir(parents=True, exist_ok=True)
    case.archive.mkdir(exist_ok=True)
    if not case.decisions.exists():
        case.decisions.write_text(DECISIONS_HEADER, encoding="utf-8")


def _create(case: Case, marker: Path, today: date) -> None:
    _furnish(case)
    new = marker.with_suffix(".toml.new")
    facts = {"made_with": f'"{__version__}"', "created_on": today.isoformat(), "title": f'"{_safe(case.root.name)}"'}
    text = f"format = {FORMAT}\n" + "".join(f"{name} = {value}\n" for name, value in facts.items())
    new.write_text(text, encoding="utf-8")
    new.replace(marker)


def _safe(text: str) -> str:
    return "".join(ch for ch in text if ch.isprintable() and ch not in '"\\')


def _check_format(marker: Path) -> None:
    try:
        found = tomllib.loads(marker.read_text(encoding="utf-8")).get("format")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(str(marker), f"cannot be read: {error}", "restore it from a copy, or start a new case") from error
    if not isinstance(found, int):
        raise UserError(str(marker), "has no format number", f"write `format = {FORMAT}` at its top, or start a new case")
    if found > FORMAT:
        raise UserError(
            str(marker.parent),
            f"was made by a newer plainview (case format {found}; this one knows {FORMAT})",
            "update plainview; nothing in the case was touched",
        )


@contextmanager
def locked(case: Case) -> Iterator[None]:
    """Hold the case for one writer. A second run is told so at once (Busy) instead of waiting or mixing its rows in."""
    with (case.root / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(str(case.root), "another plainview is working on this case", "wait for it to end") from error
        yield
