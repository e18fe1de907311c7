"""Whether a reason seems to hold a person's name. It is marked so that nobody publishes it; no name is kept or given out.

A common name, or a word that stands in no dictionary and is no misspelling, counts where it is all that was typed, stands beside
another such word or an initial, or beside a word for a person (suspect, victim, warrant for). Streets and places do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from plainview.reasons import spelling

_NAMES = Path(__file__).parent.parent / "terms" / "_names.txt"
_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 200  # letters that are looked at; a longer text is a narrative
_MOST = 4  # words of a text that may be nothing but a name
_PERSON = frozenset(
    "suspect susp subject subj victim vic rp witness driver wanted warrant req request requested requesting dai det detective "
    "locate atl bolo inv investigation op operation case sus known mr mrs ms defendant fugitive parolee probationer arrestee "
    "for dob aka named is re".split()
)
_PLACE = frozenset(
    "st street ave avenue rd road dr drive ln lane blvd way ct court pl place pkwy hwy county co city town twp park school high "
    "elementary middle church hospital pd so sheriff police bridge creek river lake ranch valley hills heights store mall "
    "market bank inn hotel motel apts apartments college university island beach unit diner restaurant cafe grill deli pizza "
    "liquor liquors shop auto tire salon pharmacy gym bar pub tavern foods supermarket plaza farm farms jewelers bakery".split()
)


@cache
def common() -> frozenset[str]:
    """Common given names and surnames, lower case."""
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def seems_named(text: str, is_known: Callable[[str], bool]) -> bool:
    """Whether the text seems to hold a name. is_known tells of a lower-case word whether some rule meets it."""
    words = _WORD.findall(text.lower()[:LONGEST])
    which = {at for at, word in enumerate(words) if _likeness(word)}
    if not which:
        return False
    which = {at for at in which if _following(words, at) not in _PLACE}
    which = {at for at in which if words[at] in common() or not is_known(words[at])}
    if which and len(words) <= _MOST and len(which) == sum(len(word) > 1 for word in words):
        return True
    return any(_beside(words, at, which) for at in which)


def without_names(text: str, is_known: Callable[[str], bool]) -> str:
    """The text with a mark in place of every word that may be a name: for what is told of a reason that seems to hold one."""
    return _WORD.sub(lambda found: "~" if _may_be(found[0].lower(), is_known) else found[0], text)


def _may_be(word: str, is_known: Callable[[str], bool]) -> bool:
    return _likeness(word) and (word in common() or not is_known(word))


def _following(words: list[str], at: int) -> str:
    """The word behind, past the s of a possessive; "" at the end."""
    behind = [word for word in words[at + 1 : at + 3] if word != "s"]
    return behind[0] if behind else ""


def _slipped(word: str) -> bool:
    """Whether a word is one of the dictionary but for a letter doubled or not, two changed about, or -or for -our."""
    if word.endswith(("or", "ors")) and word.replace("or", "our") in spelling.ordinary():
        return True
    if any(word[:at] + word[at] + word[at:] in spelling.ordinary() for at in range(1, len(word))):
        return True
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1) if word[at] != word[at + 1])
    return any(one in spelling.ordinary() for one in swapped)


def _beside(words: list[str], at: int, which: set[int]) -> bool:
    near = [other for other in (at - 1, at + 1) if 0 <= other < len(words)]
    sure = words[at] in common()
    return any(
        words[other] in _PERSON or (other in which and (sure or words[other] in common())) or (len(words[other]) == 1 and sure)
        for other in near
    )


@lru_cache(1 << 17)
def _likeness(word: str) -> bool:
    """Whether a lower-case word may be a name: a common one, or a word that can be spoken and stands in no dictionary."""
    if word in common():
        return True
    if len(word) < 5 or word in spelling.right() or sum(ch in "aeiouy" for ch in word) < 2:
        return False
    return not spelling.meant(word) and not _slipped(word)
