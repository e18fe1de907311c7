"""The door: every file is recognised in a temporary area; only what is accepted enters the archive, the rest is listed."""

from plainview.intake.about import Facts
from plainview.intake.door import Intake
from plainview.intake.find import Offer, find_files, shown

__all__ = ["Facts", "Intake", "Offer", "find_files", "shown"]
