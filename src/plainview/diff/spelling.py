"""Two wordings word by word: which words stayed, which are gone, which are new."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from typing import Any

from plainview import redact

Part = dict[str, str]
MOST = 4_000_000  # pairs of equal words to be tried: beyond it two texts are shown whole, one after the other
_WORD = re.compile(r"\S+\s*")
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ad": "", "\u200b": "", "\ufeff": ""})


def same(one: str, other: str) -> bool:
    """Whether two prints say the same: they differ in spaces, line breaks and the shape of quotation marks at most."""
    return letters(one) == letters(other)


def letters(text: str) -> str:
    """What is left of a text without what a print adds: spaces, line breaks, the shape of quotation marks."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).split())


def parts(old: str, new: str) -> list[Part]:
    """The two texts as one: pieces of kind `same`, `gone` (only in the old) and `new` (only in the new), in reading order.

    Both texts pass redact before they are compared, and each piece once more, for what is cut may look like a plate.
    """
    a, b = (_WORD.findall(redact.printed(text)) for text in (old, new))
    keys = [[letters(word) for word in words] for words in (a, b)]
    out: list[Part] = []
    for tag, a1, a2, b1, b2 in _changes(*keys):
        before, after = "".join(a[a1:a2]), "".join(b[b1:b2])
        if tag == "equal" or letters(before) == letters(after):
            _put(out, "same", after)
        else:
            _put(out, "gone", before)
            _put(out, "new", after)
    return [{"kind": part["kind"], "text": redact.printed(part["text"])} for part in out]


def counted(found: list[Part]) -> dict[str, int]:
    """How many words are gone and how many are new."""
    return {kind: sum(len(part["text"].split()) for part in found if part["kind"] == kind) for kind in ("gone", "new")}


def _changes(a: list[str], b: list[str]) -> list[tuple[Any, ...]]:
    """Steps from one list of words to the other; the same beginning and end are taken off first."""
    start = next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    left = min(len(a), len(b)) - start
    back = list(zip(reversed(a), reversed(b), strict=False))[:left]
    end = next((at for at, (one, other) in enumerate(back) if one != other), left)
    inner_a, inner_b = a[start : len(a) - end], b[start : len(b) - end]
    counts = Counter(inner_b)
    if sum(n * counts[word] for word, n in Counter(inner_a).items()) > MOST:
        steps: list[tuple[Any, ...]] = [("replace", 0, len(inner_a), 0, len(inner_b))]
    else:
        steps = list(SequenceMatcher(None, inner_a, inner_b, autojunk=False).get_opcodes())
    moved = [(tag, a1 + start, a2 + start, b1 + start, b2 + start) for tag, a1, a2, b1, b2 in steps]
    ends = (len(a) - end, len(a), len(b) - end, len(b))
    return [("equal", 0, start, 0, start), *moved, ("equal", *ends)]


def _put(out: list[Part], kind: str, text: str) -> None:
    if not text:
        return
    if out and out[-1]["kind"] == kind:
        out[-1]["text"] += text
    else:
        out.append({"kind": kind, "text": text})
