"""Details of an administrative event log: `Label: value` lines to pairs, and the same pairs without plates and people.

Promises: no printed text is lost by `parse_details`; no plate under a plate label and no plate-looking word anywhere
leaves `shareable`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

from plainview.states import cell_state

Token = Callable[[str], str | None]

PLATE, PERSON, ADDRESS = "[plate]", "[person]", "[address]"
UNLABELLED = ""

_LABEL = re.compile(r"\s*(?P<label>[^\W\d_][^:\n]{0,40}?)\s*:(?!//)\s*(?P<value>.*)", re.DOTALL)
_MASK_WORD = re.compile(r"(?i)\s*\[?(masked|removed|hidden)\]?\s*")
_BETWEEN = re.compile(r"(\s*(?:,|;|\n|\||->|→)\s*)")
_PLATE_LIKE = r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{5,8}(?![A-Za-z0-9])"
# Parts of ids and times look like plates (18T20 is in every ISO time), so whole ids and times are stepped over first.
_KEPT = (
    r"(?<![A-Za-z0-9])(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)(?![A-Za-z0-9])"
)
_SENSITIVE = re.compile(rf"(?P<kept>{_KEPT})|(?P<address>[^\s@,;<>]{{1,254}}@[^\s@,;<>]+)|(?P<plate>{_PLATE_LIKE})")


def parse_details(text: str) -> dict[str, str]:
    """Pairs of one details cell, in printed order.

    A line without a label goes on with the value above it, joined with a space; a label printed twice has its values
    joined with a line feed; text before any label stands under "".
    """
    found: dict[str, str] = {}
    label = UNLABELLED
    for line in text.splitlines():
        if not line.strip():
            continue
        begin = _LABEL.fullmatch(line)
        if begin and not _SENSITIVE.search(begin["label"]):
            label = begin["label"]
            value = begin["value"].strip()
            found[label] = f"{found[label]}\n{value}" if label in found else value
        else:
            found[label] = f"{found[label]} {line.strip()}".strip() if label in found else line.strip()
    return found


def shareable(details: dict[str, str], plate: Token, account: Token | None = None) -> dict[str, str]:
    """The same pairs as they may be stored.

    Args:
        plate: printed plate -> its token, None where there is no key (then the plate is only named as one).
        account: the same for people; None uses `plate`.
    Returns:
        plates under plate labels and people under person labels are tokens, the state word where masked or empty;
        plate-looking words and mail addresses anywhere else (also in labels) are replaced by a word in brackets.
    """
    found: dict[str, str] = {}
    for label, value in details.items():
        sort = _sort_of(label)
        if sort == "plate":
            said = _each(value, plate, PLATE)
        elif sort == "person":
            said = _each(value, account or plate, PERSON)
        else:
            said = without_plates(value)
        name = without_plates(label)
        found[name] = f"{found[name]}\n{said}" if name in found else said
    return found


def without_plates(text: str) -> str:
    """Text with every plate-looking word (5 to 8 letters and figures mixed) and every mail address replaced."""

    def said(match: re.Match[str]) -> str:
        if match["kept"]:
            return match["kept"]
        return ADDRESS if match["address"] else PLATE

    return _SENSITIVE.sub(said, text)


def _each(value: str, token: Token, word: str) -> str:
    """Every item of a list as its token; what stands between items is kept as printed."""
    if not value.strip():
        return ""
    pieces = _BETWEEN.split(value)
    return "".join(piece if at % 2 else _one(piece, token, word) for at, piece in enumerate(pieces))


def _one(piece: str, token: Token, word: str) -> str:
    if not piece.strip():
        return ""
    state = "masked" if _MASK_WORD.fullmatch(piece) else cell_state(piece)
    if state in ("masked", "redacted", "placeholder", "empty"):
        return state
    words = piece.split()
    if word == PLATE and len(words) > 1 and all(re.fullmatch(_PLATE_LIKE, one) for one in words):
        return " ".join(token(one) or word for one in words)
    return token(piece) or word


@lru_cache(4096)
def _sort_of(label: str) -> str:
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label).casefold())
    phrase = " ".join(words)
    for sort, known in _labels().items():
        if any(_within(other, phrase) for other in known.get("not", [])):
            continue
        if set(words) & set(known["words"]) or any(_within(other, phrase) for other in known.get("phrases", [])):
            return sort
    return ""


def _within(phrase: str, text: str) -> bool:
    return f" {phrase} " in f" {text} "


@cache
def _labels() -> dict[str, dict[str, list[str]]]:
    data = files("plainview.ingest").joinpath("event_labels.toml").read_text(encoding="utf-8")
    return {sort: dict(known) for sort, known in tomllib.loads(data).items()}
