"""Of several entries of one search, the one that says most of the reason or the offence: nothing else is ever put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plainview.states import cell_state

FIELDS = ("reason", "offense")
SAID = ("value", "partial")


def state_of(entry: dict[str, Any], field: str) -> str:
    """State of an entry's reason or offence; the offence has no column for it, so its cell is read again."""
    if field == "reason":
        return str(entry["reason_state"] or "not_exported")
    return "not_exported" if entry["offense_raw"] is None else cell_state(entry["offense_raw"])


def fullest(entries: Sequence[dict[str, Any]], field: str) -> dict[str, Any] | None:
    """The entry that discloses a field, the longest wording first; a whole wording before a part. None where nobody does."""

    def place(entry: dict[str, Any]) -> tuple[object, ...]:
        return (
            SAID.index(state_of(entry, field)),
            -len(entry[f"{field}_raw"] or ""),
            entry["release_id"],
            entry["row_no"],
        )

    said = [entry for entry in entries if state_of(entry, field) in SAID]
    return min(said, key=place, default=None)
