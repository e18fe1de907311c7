"""What people decided about a case: lines of decisions.csv, read forgivingly, added to safely, replayed on every build."""

from plainview.decisions.making import answer, decide, undo
from plainview.decisions.reading import check, read
from plainview.decisions.row import Decision
from plainview.decisions.tables import answers, confirmed, links, listed, table, told, write

__all__ = [
    "Decision",
    "answer",
    "answers",
    "check",
    "confirmed",
    "decide",
    "links",
    "listed",
    "read",
    "table",
    "told",
    "undo",
    "write",
]
