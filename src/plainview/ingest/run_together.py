"""Two texts in one cell and a blank cell beside it: a delimiter between a reason and its case number seems to be gone.

No form is broken by it. What shows it is the other rows: the first part is a text that stands in its column
elsewhere, the second has the form that the cells of the other column have, and no space is between the two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from plainview import forms
from plainview.ingest.shifted import Header
from plainview.read.patterns import pattern

WHY = "the cell seems to hold two: the one beside it is blank, and what runs on without a space has its form; look at the row"
_TEXTS = ("searcher_raw", "reason_raw", "offense_raw", "case_raw")
_GLUED = r"\pL[0-9]|[0-9]\pL|\p{Ll}\p{Lu}"  # where two texts may meet
_SAMPLE, _USUAL = 2_000, 0.1  # cells by which the forms of case numbers are known; share that makes a form usual
_MEET = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|[a-z][A-Z]")
_LONGEST = 200  # signs of a text in which a place is looked for
_MOST = 1_000  # doubtful cells of one column that are looked at


def found(columns: list[pa.Array], header: Header) -> dict[int, str]:
    """Row -> our column whose cell seems to hold two, for a column of texts beside another of texts or of a known form."""
    typed = dict(header.typed())
    names = {place: name for name, place in header.match.places.items() if name in _TEXTS or place in typed}
    hits: dict[int, str] = {}
    for left in sorted(names):
        if left + 1 in names:
            pair = (left, left + 1)
            for full, blank in (pair, pair[::-1]):
                if full not in typed:
                    hits.update(dict.fromkeys(_of_pair(columns, names, typed, pair, full, blank), names[full]))
    return hits


def _of_pair(
    columns: list[pa.Array], names: dict[int, str], typed: dict[int, str], pair: tuple[int, int], full: int, blank: int
) -> list[int]:
    """Rows in which one cell of two is blank and the other holds a text of the left column and one of the right."""
    beside = pc.indices_nonzero(pc.equal(columns[blank], ""))
    if not len(beside):
        return []
    coded = pc.dictionary_encode(pc.take(columns[full], beside))
    glued = pc.match_substring_regex(coded.dictionary, _GLUED)
    if not pc.any(glued).as_py():
        return []
    rows = pc.take(beside, pc.indices_nonzero(pc.take(glued, coded.indices)))[:_MOST]
    cuts = [(row, cut) for row in rows.to_pylist() for cut in _cuts(columns[full][row].as_py())]
    if not cuts:
        return []
    left, right = (
        _stand_in(columns[at], names[at], typed.get(at, ""), [parts[side] for _, parts in cuts]) for side, at in enumerate(pair)
    )
    return sorted({row for (row, _), a, b in zip(cuts, left, right, strict=True) if a and b})


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """The two parts of a text for each place where two may meet."""
    for at in range(1, min(len(text), _LONGEST)):
        if _MEET.match(text, at - 1):
            yield text[:at], text[at:]


def _stand_in(column: pa.Array, name: str, form: str, texts: list[str]) -> list[bool]:
    """Whether each text could stand in a column: by the form of its cells, or of most case numbers, or as in another row."""
    if form:
        return [bool(forms.whole(form).match(text)) for text in texts]
    if name != "case_raw":
        return list(pc.is_in(pa.array(texts, pa.string()), value_set=column).to_pylist())
    cells = column.filter(pc.not_equal(column, ""))[:_SAMPLE].to_pylist()
    counts = Counter(map(pattern, cells))
    usual = {one for one, times in counts.items() if "9" in one and times > max(1, _USUAL * len(cells))}
    return [pattern(text) in usual for text in texts]
