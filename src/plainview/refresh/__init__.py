"""What the case names in sources.toml, fetched on its schedule, politely; what changed goes in at the door.

A run looks up what is due, asks each host no faster than it allows, and offers changed bytes to the door as `plainview add`
does. Every fetch is a line in refresh/log.csv, so that a page that vanished, or a host that refused, can be shown later.
"""

from plainview.refresh.adding import add
from plainview.refresh.documented import with_documents
from plainview.refresh.due import which
from plainview.refresh.holding import PATIENCE, held
from plainview.refresh.outcomes import Outcome, outcomes
from plainview.refresh.running import Report, Run, run
from plainview.refresh.sources import Source, Sources, load

__all__ = [
    "PATIENCE", "Outcome", "Report", "Run", "Source", "Sources", "add", "held", "load", "outcomes", "run", "which",
    "with_documents",
]  # fmt: skip
