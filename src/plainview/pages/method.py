"""How the figures are made: reading files, linking, reading reasons, known limits. It says only what is true of this case."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import releases, totals
from plainview.pages._linking import errors, networks, tiers
from plainview.pages._moved import searches as moved
from plainview.pages._reading import reading
from plainview.pages._rows import Row, Rows, Source


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    rows = Rows.of(store)
    layouts: dict[str, int] = {}
    for file in releases(rows).values():
        layouts[file["made_by"]] = layouts.get(file["made_by"], 0) + 1
    gone = moved(rows)
    return {
        "title": "How this was made, and what it cannot say",
        "totals": totals(rows),
        "tiers": tiers(rows),
        "errors": errors(rows),
        "networks": networks(rows),
        "n_moved": gone[0]["n"] if gone else 0,
        "n_moved_told": len(gone),
        "reading": reading(),
        "layouts": [{"made_by": made_by, "n": n} for made_by, n in sorted(layouts.items(), key=lambda item: (-item[1], item[0]))],
        "downloads": {"moved.csv": [["release_id", "row_no", "id"], *map(_line, gone)]} if gone else {},
    }


def _line(row: Row) -> list[object]:
    """A name that a search had, in its two parts, and the name that it has now."""
    release, _, number = str(row["old_id"]).partition(":")
    return [release, int(number), row["search_id"]]
