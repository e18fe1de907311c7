"""A value or a partner stored from a page beside the page's own text: is it printed below its label, in its list?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plainview.verify_case.cells import Difference, shown, squeezed

FURTHER = 12  # blocks below a label in which its value begins
LONG, LEAST = 200, 8  # signs: a text that may fill more than a few blocks; the first part of a wrapped one
_OUT = re.compile(
    r"granted access|shares? .*with\b|sharing network data with|(with|who have|that have) access|"
    r"is sharing its|detections shared|hot-?lists? shared|is sharing the following",
    re.IGNORECASE,
)
_IN = re.compile(r"sharing their|that share|who share|receiving network|detections received|received|are sharing", re.IGNORECASE)
_MARKS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def _plain(text: str) -> str:
    return squeezed(text.translate(_MARKS)).casefold()


def snapshot(stored: Mapping[str, Any], blocks: list[str], links: int) -> list[Difference]:
    """Columns of a labelled value that differ."""
    if stored["field"] == "public_search_audit" and stored["value_raw"] in ("carried", "named, not carried"):
        said = stored["value_raw"] == "carried"
        return [] if said == bool(links) else [("value_raw", stored["value_raw"], f"{links} files are carried")]
    plain = [_plain(block) for block in blocks]
    label, value = _plain(stored["label_raw"]).rstrip(":"), _plain(stored["value_raw"])
    found: list[Difference] = []
    period = re.fullmatch(r"(.*)\((.*)\)", label)
    if period and period[2] in "".join(plain):  # one period stands above a whole table of labels
        label = period[1]
    if not _below(plain, label, value):
        found.append(("value_raw", shown("value_raw", stored["value_raw"]), "not printed below its label"))
    if stored["value"] is not None and not _says_none(value) and stored["value"] != _number(stored["value_raw"]):
        found.append(("value", str(stored["value"]), str(_number(stored["value_raw"]))))
    return found


def _below(plain: list[str], label: str, value: str) -> bool:
    for at in range(len(plain)):
        if not _begins(plain, at, label):
            continue
        here = "".join(plain[at : at + 8])
        if here[len(label) :].lstrip(":").startswith(value) or here.startswith(value):
            return True
        if any(_begins(plain, below, value) for below in range(at + 1, min(at + FURTHER, len(plain)))):
            return True
    return False


def _begins(plain: list[str], at: int, text: str) -> bool:
    """Whether a text begins with this block: it runs on in the next ones, or, wrapped in a column of its own, in one of them."""
    if "".join(plain[at:]).startswith(text) if len(text) > LONG else "".join(plain[at : at + 8]).startswith(text):
        return True
    rest = text.removeprefix(plain[at])
    return LEAST <= len(plain[at]) < len(text) and rest != text and rest in plain[at + 1 : at + 5]


def _says_none(value: str) -> bool:
    return not any(ch.isdigit() for ch in value)


def _number(text: str) -> float | None:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return float(found.group().replace(",", "")) if found else None


def share(stored: Mapping[str, Any], blocks: list[str]) -> list[Difference]:
    """Columns of a listed partner that differ: its name stands in no list, or only in a list of the other direction."""
    direction = stored["direction"]
    partner = stored["from_raw"] if direction == "inbound" else stored["to_raw"]
    places = _places(_plain(partner), [_plain(block) for block in blocks])
    column = "from_raw" if direction == "inbound" else "to_raw"
    if not places:
        return [(column, shown(column, partner), "not printed as a name of its own")]
    ways = {_way(blocks, at) for at in places}
    return [] if ways & {direction, ""} else [("direction", direction, "stands below a heading of the other direction")]


def _places(name: str, plain: list[str]) -> list[int]:
    """The blocks in which a name begins that commas or the block's ends set apart; it may run on in the next blocks."""
    found = []
    for at, block in enumerate(plain):
        whole = f",{block},"
        if f",{name}," in whole:
            found.append(at)
            continue
        further = plain[at + 1 : at + 3]
        for tail in ("".join(further[:1]), "".join(further)):
            start = f",{block}{tail},".find(f",{name}")
            if 0 <= start < len(whole) - 1 and (start + len(name) + 1 >= len(whole) - 1):
                rest = f",{block}{tail},"[start + len(name) + 1 :]
                if rest.startswith(",") or len(whole) - 1 == start + len(name) + 1:
                    found.append(at)
                    break
    return found


def _way(blocks: list[str], at: int) -> str:
    """The direction that the nearest heading above tells, "" if none does."""
    for above in range(at, -1, -1):
        text = blocks[above].translate(_MARKS)
        if len(text) > 300 or (text.count(",") > 3):
            continue
        if _IN.search(text):
            return "inbound"
        if _OUT.search(text):
            return "outbound"
    return ""
