"""Make what was typed comparable, without changing what it says: encodings, export marks and spacing only."""

from __future__ import annotations

import unicodedata

import re2

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'})
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
# One vendor prints shortcut marks inside words ("warr_ant", "_stolen _plate"): a lone letter, or nothing, on one side.
_STRAY_MARK = re2.compile(r"(?i)(^|[^a-z0-9])_+|_+([a-z]?)($|[^a-z0-9])")


def tidy(typed: str) -> str:
    """Return `typed` on one line with plain quotes, dashes and single spaces; letter case is kept."""
    if not typed.isascii():
        typed = unicodedata.normalize("NFKC", typed).translate(_QUOTES).translate(_DASHES)
    if "_" in typed:
        typed = _STRAY_MARK.sub(r"\1\2\3", typed).replace("_", " ")
    if "+" in typed:
        typed = typed.replace("+", " ")
    return " ".join(typed.split())
