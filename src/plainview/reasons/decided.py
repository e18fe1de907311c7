"""What people decided about typed reasons, put where the rules' readings stood; and the names by which they are decided."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plainview.reasons import read
from plainview.reasons.reading import MARKS, UNREADABLE
from plainview.reasons.text import tidy

ANY, UNKNOWN = "any", "unknown"
MADE_BY = "decided:"
MET = pa.schema([("a", pa.string()), ("b", pa.string())])
_LONGEST = 300
# Figures that no law and no rule looks at: case and telephone numbers, with the year before them.
_NUMBERS = re.compile(r"[0-9]{7,}|[0-9]{2,}-[0-9]{5,}|(?<![0-9.])20[0-9]{2}-[0-9]{3,}\Z")
_MAY_BE_NUMBER = re.compile(r"[0-9]{7}|[0-9]-[0-9]{3}")  # a quick look: few texts hold one
_SILENT = frozenset({"blank", "placeholder", "case_only", "vague"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One reviewer's standing answer. purposes: sorted; empty where it says that the reason states none."""

    purposes: tuple[str, ...]
    certainty: str
    decision_id: str

    @property
    def says(self) -> tuple[tuple[str, ...], str]:
        """What two answers must have alike to agree."""
        return self.purposes, self.certainty


Given = Mapping[tuple[str, str], Mapping[int, Answer]]  # by name of reason and place, then by reviewer


def alike(typed: str) -> str:
    """The text as it is compared: on one line, in small letters, its case numbers as #; a very long one cut, with its hash."""
    text = tidy(typed).lower() if typed.isascii() and typed.isprintable() else _foreign(typed)
    if _MAY_BE_NUMBER.search(text):
        text = _NUMBERS.sub("#", text)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST].rstrip()} {hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return text


def _foreign(typed: str) -> str:
    """The same for a text with other letters than ours, or with signs that cannot be printed."""
    return _printable(_printable(tidy(_printable(typed))).lower())


def _printable(text: str) -> str:
    clean = text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(clean.split())


def name_of(reason: str | None) -> str:
    """The name of a reason in decisions: its text in brackets."""
    return f"[{alike(reason or '')}]"


def places_of(reason: str | None, offense: str | None, state: str | None) -> tuple[str, str]:
    """The names of where it was typed, the narrower first: in that state, in any; with the offence if that says more."""
    beside = alike(offense or "")
    told = f" [{beside}]" if beside and beside != alike(reason or "") else ""
    return f"{(state or '').lower() or UNKNOWN}{told}", f"{ANY}{told}"


def given(answers: pa.Table) -> dict[tuple[str, str], dict[int, Answer]]:
    """Answers (a, b, reviewer, purposes, certainty, decision_id) by what they are about, then by reviewer."""
    found: dict[tuple[str, str], dict[int, Answer]] = {}
    for row in answers.to_pylist():
        one = Answer(tuple(sorted(row["purposes"])), row["certainty"], row["decision_id"])
        found.setdefault((row["a"], row["b"]), {})[row["reviewer"]] = one
    return found


def answers_to(
    known: Given, reason: str | None, offense: str | None, state: str | None, office: str | None = ""
) -> dict[int, tuple[str, Answer]]:
    """By reviewer, the answer about this reason, with the place that it names.

    An answer about the reason's own state goes before one about any state. The latter does not hold where the words or the
    law of that very state settle the reading, or what is known of the very office that typed it.
    """
    name = name_of(reason)
    here, anywhere = places_of(reason, offense, state)
    found = {}
    if (wide := known.get((name, anywhere))) and not _is_settled_here(reason, offense, state, office):
        found = {reviewer: (anywhere, answer) for reviewer, answer in wide.items()}
    return found | {reviewer: (here, answer) for reviewer, answer in known.get((name, here), {}).items()}


def agreed(found: Iterable[tuple[str, Answer]]) -> Answer | None:
    """What all say, under the name of the first decision that says so; None if nobody answered, or two differ."""
    answers = [answer for _, answer in found]
    return answers[0] if answers and len({answer.says for answer in answers}) == 1 else None


def put_in(reasons: pa.Table, purposes: pa.Table, answers: pa.Table | None) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Both tables with what people agree on in place of the readings, and the answers that met a reason of this case.

    made_by is `decided:` and the decision. words stay those that stood there before. A reason that the record does not show
    cannot be answered for, and where answers differ the reading stays.
    """
    if answers is None or not answers.num_rows:
        return reasons, purposes, MET.empty_table()
    known = given(answers)
    met: set[tuple[str, str]] = set()
    replaced: list[tuple[int, Answer]] = []
    for at, row in _rows_about(reasons, {name for name, _ in known}):
        if row["reason_state"] in UNREADABLE:
            continue
        found = answers_to(known, row["reason_raw"], row["offense_raw"], row["state"], row["office"])
        met |= {(name_of(row["reason_raw"]), place) for place, _ in found.values()}
        if answer := agreed(found.values()):
            replaced.append((at, answer))
    told = pa.Table.from_pylist([dict(zip(MET.names, one, strict=True)) for one in sorted(met)], MET)
    return (*_replaced(reasons, purposes, replaced), told) if replaced else (reasons, purposes, told)


def _rows_about(reasons: pa.Table, names: set[str]) -> Iterator[tuple[int, dict[str, str | None]]]:
    """(place, cells) of each row whose reason has one of these names."""
    coded = pc.dictionary_encode(reasons.column("reason_raw").combine_chunks(), null_encoding="encode")
    is_named = np.array([name_of(text) in names for text in coded.dictionary.to_pylist()], dtype=bool)
    rows = np.flatnonzero(is_named[coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)])
    cells = reasons.select(["reason_raw", "offense_raw", "reason_state", "state", "office"]).take(pa.array(rows)).to_pylist()
    yield from zip(rows.tolist(), cells, strict=True)


def _replaced(reasons: pa.Table, purposes: pa.Table, answers: list[tuple[int, Answer]]) -> tuple[pa.Table, pa.Table]:
    rows = reasons.take(pa.array([at for at, _ in answers])).to_pylist()
    new_purposes = []
    for row, (_, answer) in zip(rows, answers, strict=True):
        made = {"made_by": f"{MADE_BY}{answer.decision_id}"}
        row |= {"marks": marks_with(row["marks"] or [], bool(answer.purposes)), **made}
        told = {"reason_id": row["reason_id"], "certainty": answer.certainty, "words": row["words"], **made}
        new_purposes += [{**told, "purpose": purpose} for purpose in answer.purposes]
    index = np.arange(reasons.num_rows)
    index[[at for at, _ in answers]] = reasons.num_rows + np.arange(len(answers))
    whole = pa.concat_tables([reasons, pa.Table.from_pylist(rows, reasons.schema)]).take(pa.array(index))
    ids = pa.array([row["reason_id"] for row in rows], pa.int64())
    stay = purposes.filter(pc.invert(pc.is_in(purposes.column("reason_id"), value_set=ids)))
    return whole, pa.concat_tables([stay, pa.Table.from_pylist(new_purposes, purposes.schema)])


def marks_with(marks: list[str], states_one: bool) -> list[str]:
    """A reason that states a purpose is not vague; one that states none is, unless it is silent in another way already."""
    if states_one:
        return [mark for mark in marks if mark not in _SILENT]
    added = {*marks, *(() if _SILENT & set(marks) else ("vague",))}
    return [mark for mark in MARKS if mark in added] + [mark for mark in marks if mark not in MARKS]


@lru_cache(maxsize=100_000)
def _is_settled_here(reason: str | None, offense: str | None, state: str | None, office: str | None) -> bool:
    """Whether it is this state's own words or law, or this office, that make the reading, and leave nothing open."""
    here = {(one.id, one.certainty) for one in read(reason, offense, state=state, office=office or "").purposes}
    if not here or any(certainty == "ambiguous" for _, certainty in here):
        return False
    return here != {(one.id, one.certainty) for one in read(reason, offense).purposes}
