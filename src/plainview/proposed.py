"""Layouts that plainview proposes for a case: kept beside the accepted ones, unused until a person has looked and accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainview import layout
from plainview.errors import UserError


def keep(layouts: Path, answer: object) -> None:
    """Write what the readers propose into `layouts/proposed`; a file that a person may have edited is left as it is."""
    proposal: dict[str, Any] | None = answer.get("proposal") if isinstance(answer, dict) else None
    if not proposal:
        return
    place = layouts / "proposed" / f"{proposal['name']}.toml"
    if not place.exists() and not (layouts / place.name).exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(proposal["toml"], encoding="utf-8")


def accept(layouts: Path, name: str) -> Path:
    """Move a proposed layout to where it is used from then on.

    Raises:
        UserError: it is not in order any more, or a layout of that name is there already.
    """
    place, target = layouts / "proposed" / f"{name}.toml", layouts / f"{name}.toml"
    if target.exists():
        raise UserError(f"layouts/{name}.toml", "is there already", "edit that file, or take it away first")
    where = f"layouts/proposed/{name}.toml"
    found = layout.parse(name, place.read_bytes())
    if found.shape != "table" or not found.columns:
        raise UserError(where, "describes no table", 'write shape = "table" and table = "entries"')
    place.replace(target)
    return target
