"""Files with the quirks of real records, each with the truth of every line it prints."""

from plainview.simulate.quirks.kinds import Quirk
from plainview.simulate.quirks.mail_checking import MAIL
from plainview.simulate.quirks.planting import FILES, LINES, Planter, chosen, described, known, mixture

__all__ = ["FILES", "LINES", "MAIL", "Planter", "Quirk", "chosen", "described", "known", "mixture"]
