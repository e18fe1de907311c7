"""What people decided about a case: lines of decisions.csv, read forgivingly, added to safely, replayed on every build."""

from plainview.decisions.making import decide, undo
from plainview.decisions.reading import check, read
from plainview.decisions.row import Decision
from plainview.decisions.tables import links, listed, table, told, write

__all__ = ["Decision", "check", "decide", "links", "listed", "read", "table", "told", "undo", "write"]
