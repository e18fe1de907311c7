"""Tables (CSV) in which what a page tells stands too, among all others of its kind: the page's foot names them."""

from __future__ import annotations

from plainview.pages._masked import absent_lines, lines
from plainview.pages._rows import Rows

OF = {
    "overview": ("searchers.csv", "purposes.csv", "coverage.csv", "releases.csv"),
    "custodian": ("coverage.csv", "releases.csv"),
    "searcher": ("searchers.csv", "portals.csv", "purposes.csv"),
    "purpose": ("purposes.csv",),
    "finding": ("findings.csv",),
    "door": ("doors.csv",),
    "policy": ("policies.csv",),
    "changed": ("changes.csv",),
    "release": ("releases.csv",),
    "shared": ("sharing.csv",),
    "method": ("releases.csv",),
}


def tables(rows: Rows, stem: str) -> tuple[str, ...]:
    """Paths in the site. A page of one thing exists only where the table of all of them does."""
    if stem == "search":
        return ("masked.csv",) if rows.once("has_masked", lambda r: bool(lines(r) or absent_lines(r))) else ()
    return OF.get(stem, ())
