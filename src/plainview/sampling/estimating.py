"""What a sample says: violations in each stratum and over all, with bounds that hold whatever is unread or unclear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from plainview.case import Case
from plainview.errors import UserError
from plainview.sampling import files, record, sheet
from plainview.sampling.drawing import drawn_of
from plainview.sampling.hypergeom import least, most
from plainview.sampling.overall import Seen, least_of_all, most_of_all
from plainview.sampling.planning import at_this_rate, smallest, without_more
from plainview.sampling.record import Record

CONFIDENCE = 95.0


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers of one stratum. n_all: its searches; n_drawn: on the sheet, of which the four others are the parts."""

    n_all: int
    n_drawn: int
    n_ok: int
    n_violation: int
    n_unclear: int
    n_unread: int

    def best(self) -> Seen:
        """All that is unclear or unread is in order."""
        return Seen(self.n_all, self.n_drawn, self.n_violation)

    def worst(self) -> Seen:
        """All that is unclear or unread is a violation."""
        return Seen(self.n_all, self.n_drawn, self.n_violation + self.n_unclear + self.n_unread)


def known_of(case: Case, name: str) -> Record:
    """The record of a sample; UserError if there is none."""
    found = record.read(files.folder_of(case, name) / files.RECORD)
    if found is None:
        held = ", ".join(files.names(case)) or "none"
        raise UserError(f"sample {name}", f"is not in the case (it holds: {held})", "begin one with `plainview sample draw`")
    return found


def counted(case: Case, known: Record) -> list[Counted]:
    """The answers on the sheet by stratum, in the record's order. UserErrors for every line that is wrong."""
    folder = files.folder_of(case, known.name)
    drawn = drawn_of(folder, known)
    by_number = {str(one.number): one.stratum for one in drawn}
    lines = sheet.answered(folder / files.SHEET, drawn) if drawn else []
    said = Counter((by_number[line.cells["sample_no"]], line.cells["answer"]) for line in lines)
    return [
        Counted(n_all, n_drawn, *(said[one.id, answer] for answer in (*sheet.ANSWERS, "")))
        for one, n_all, n_drawn in zip(known.strata, known.sizes, known.n_drawn, strict=True)
    ]


def estimate(case: Case, name: str, confidence: float = CONFIDENCE, bound: float | None = None) -> dict[str, Any]:
    """What the sample says so far.

    Args:
        confidence: in percent, from 50 on and below 100.
        bound: the share of violations, from 0 to 1, below which the upper bound shall come; then how many more to read is told.

    Returns:
        record: its settings. confidence; alpha: what each bound may miss, the confidence being shared over the planned looks.
        strata: id, title, counts, and `bounds` of each for itself. all: counts, `rate` (best and worst: the weighted share of
        violations, what is unclear and unread taken as in order and as violations) and `bounds`.
        bounds: `most` (at most so many violations, one-sided), `low` and `high` (two-sided), each of them counting what is
        unclear or unread against the statement; `most_if_ok`: `most` if all of that should be in order.
        more: see `_more`; null without a bound. n_looks: times the sample was enlarged or drawn.

    Raises:
        UserErrors: no such sample, not drawn yet, or lines of the sheet that are wrong.
    """
    if not 50 <= confidence < 100:
        raise UserError(f"--confidence {confidence:g}", "is not from 50 to 99.99", "write 95")
    if bound is not None and not 0 < bound < 1:
        raise UserError(f"--bound {bound:g}", "is no share between 0 and 1", "write it as 1% or 0.01")
    known = known_of(case, name)
    if not known.rounds:
        raise UserError(f"sample {name}", "is not drawn yet", "give the seed: plainview sample draw NAME --seed FIGURES")
    alpha = round((100 - confidence) / 100, 12) / known.looks
    parts = counted(case, known)
    both = [_bounds([one], alpha) for one in parts]
    told = [
        {"id": one.id, "title": one.title, **asdict(part), "bounds": bounds}
        for one, part, bounds in zip(known.strata, parts, both, strict=True)
    ]
    whole = {name_: sum(getattr(part, name_) for part in parts) for name_ in asdict(parts[0])}
    rate = {"best": _rate([one.best() for one in parts]), "worst": _rate([one.worst() for one in parts])}
    return {
        "record": {key: value for key, value in asdict(known).items() if key not in ("strata", "sizes", "rounds")},
        "confidence": confidence,
        "alpha": alpha,
        "n_looks": len(known.rounds),
        "strata": told,
        "all": {**whole, "rate": rate, "bounds": _bounds(parts, alpha)},
        "more": None if bound is None else _more(known, parts, bound, alpha),
    }


def _bounds(parts: Sequence[Counted], alpha: float) -> dict[str, int]:
    best, worst = [one.best() for one in parts], [one.worst() for one in parts]
    return {
        "most": _most(worst, alpha),
        "low": _least(best, alpha / 2),
        "high": _most(worst, alpha / 2),
        "most_if_ok": _most(best, alpha),
    }


def _most(seen: Sequence[Seen], alpha: float) -> int:
    if len(seen) > 1:
        return most_of_all(seen, alpha)
    return most(seen[0].x, seen[0].n, seen[0].n_all, alpha)


def _least(seen: Sequence[Seen], alpha: float) -> int:
    if len(seen) > 1:
        return least_of_all(seen, alpha)
    return least(seen[0].x, seen[0].n, seen[0].n_all, alpha)


def _rate(seen: Sequence[Seen]) -> float:
    """Each stratum's share of violations by its number of searches."""
    whole = sum(one.n_all for one in seen if one.n)
    return sum(one.x / one.n * one.n_all for one in seen if one.n) / whole if whole else 0.0


def _more(known: Record, parts: Sequence[Counted], bound: float, alpha: float) -> dict[str, Any]:
    """How many searches to read beyond those that are read, until at most `bound` of all can be violations.

    Returns:
        bound; option: which option of `draw` takes the amount (size or per_stratum); is_reached: the bound holds now.
        none_found and same_rate, what is unclear counted as violations, and none_found_if_ok, counted as in order: each amount,
        n_more (to be read, those on the sheet that are unread among them), n_new (to be drawn). null: reading all would not do.
    """
    read = [one.n_drawn - one.n_unread for one in parts]
    bad = [one.n_violation + one.n_unclear for one in parts]
    found = [one.n_violation for one in parts]
    now = known.per_stratum or sum(known.n_drawn)

    def told(found_: Any) -> dict[str, int] | None:
        amount = smallest(known, found_, bound, alpha, now)
        if amount is None:
            return None
        counts = [max(pair) for pair in zip(record.counts_of(known, amount), known.n_drawn, strict=True)]
        return {"amount": amount, "n_more": sum(counts) - sum(read), "n_new": sum(counts) - sum(known.n_drawn)}

    return {
        "bound": bound,
        "option": "per_stratum" if known.per_stratum else "size",
        "is_reached": _most([one.worst() for one in parts], alpha) <= bound * known.n_frame,
        "none_found": told(without_more(bad)),
        "same_rate": told(at_this_rate(bad, read)),
        "none_found_if_ok": told(without_more(found)),
    }
