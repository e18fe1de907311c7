"""Papers: what a person prints, sends or edits on: a council memo, a yearly report, an evidence annex, a letter to an agency.

Each kind is one text file in Markdown with blanks (kinds/<name>.md), which a person can copy into the case and edit; each
paper is written as PDF, DOCX and Markdown from the same text.
"""

from plainview.papers.kinds import Kind, load, named, rows
from plainview.papers.writing import letter, paper, told

__all__ = ["Kind", "letter", "load", "named", "paper", "rows", "told"]
