"""The record of a sample, sample.toml: all that is needed to draw it again, and nothing about a person."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.sampling.allotment import allotted, each
from plainview.sampling.strata import Stratum

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Round:
    """One draw of the sample: when, by which version, and how many of each stratum are drawn in all since then."""

    drawn_on: date
    made_with: str
    n_drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Settings and draws of one sample.

    question: what the reader answers. whose: `searches` (made by the agency) or `log` (in its log); agency_id "": every agency.
    n_frame, ids_sha256, frame_sha256, sizes: the frame (see frame.py); n_undated: searches without a day, in no frame.
    minimum: at least so many of each stratum; per_stratum: so many of each, 0 if the rest is shared out. planned: the size
    of the first draw as it was set when the list was fixed, 0 if it was not. looks: how often the
    sample was planned to be looked at, each time larger. seed: "" until it is known; seed_told: `later` than the list was fixed,
    or `with_list`, so that only who drew knows which came first.
    """

    name: str
    question: str
    from_on: date
    to_on: date
    whose: str
    agency_id: str
    agency: str
    framed_on: date
    made_with: str
    n_frame: int
    n_undated: int
    ids_sha256: str
    frame_sha256: str
    minimum: int
    per_stratum: int
    planned: int
    looks: int
    seed: str
    seed_told: str
    strata: tuple[Stratum, ...]
    sizes: tuple[int, ...]
    rounds: tuple[Round, ...]

    @property
    def n_drawn(self) -> tuple[int, ...]:
        """How many of each stratum are drawn."""
        return self.rounds[-1].n_drawn if self.rounds else (0,) * len(self.strata)


def counts_of(known: Record, amount: int) -> tuple[int, ...]:
    """How many of each stratum a larger sample holds by the record's rule. amount: its size, or how many of each stratum."""
    return tuple(each(known.sizes, amount) if known.per_stratum else allotted(known.sizes, amount, known.minimum))


_NESTED = ("strata", "sizes", "rounds")


def written(record: Record) -> bytes:
    """The record as TOML."""
    lines = ["# The record of a sample: what `plainview sample` drew, and from what. See docs/sample.md.", f"format = {FORMAT}"]
    lines += [f"{one.name} = {_value(getattr(record, one.name))}" for one in fields(Record) if one.name not in _NESTED]
    for stratum, size in zip(record.strata, record.sizes, strict=True):
        lines += ["", "[[stratum]]", *(f"{name} = {_value(text)}" for name, text in asdict(stratum).items()), f"n_frame = {size}"]
    for draw in record.rounds:
        told = {"drawn_on": draw.drawn_on, "made_with": draw.made_with}
        lines += ["", "[[round]]", *(f"{name} = {_value(value)}" for name, value in told.items())]
        lines.append(f"n_drawn = {list(draw.n_drawn)}")
    return ("\n".join(lines) + "\n").encode()


def read(path: Path) -> Record | None:
    """The record in this file, None if there is none; UserError if it cannot be used."""
    fix = "restore it from a copy, or draw a new sample under another name"
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(str(path), f"cannot be read: {error.strerror}", "make it a file that you may read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(str(path), f"is no record of a sample: {error}", fix) from error
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise UserError(str(path), "was written by a newer plainview", "update plainview")
    try:
        strata = [dict(one) for one in found["stratum"]]
        sizes = tuple(int(one.pop("n_frame")) for one in strata)
        rounds = tuple(
            Round(one["drawn_on"], one["made_with"], tuple(map(int, one["n_drawn"]))) for one in found.get("round", [])
        )
        flat = {one.name: found[one.name] for one in fields(Record) if one.name not in _NESTED}
        record = Record(**flat, strata=tuple(Stratum(**one) for one in strata), sizes=sizes, rounds=rounds)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(str(path), f"is no record of a sample: {error} is missing or wrong", fix) from error
    steps = [(0,) * len(sizes), *(one.n_drawn for one in rounds), sizes]  # what is drawn grows, up to all there is
    grows = all(len(a) == len(b) and all(x <= y for x, y in zip(a, b, strict=True)) for a, b in pairwise(steps))
    if not grows or sum(sizes) != record.n_frame:
        raise UserError(str(path), "does not agree with itself: its strata, draws and totals differ", fix)
    return record


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
