"""Where each finding stands by what people decided: open, confirmed, dismissed, referred, disputed, or on changed evidence.

A confirmation holds for the evidence it was made on and no other; a dismissal counts whatever the evidence was. So nothing
is confirmed by somebody who never saw what stands there now.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from plainview import wording
from plainview.case import Case
from plainview.decisions import figures
from plainview.decisions.making import answer
from plainview.decisions.row import UNDONE, Decision
from plainview.decisions.tables import table
from plainview.errors import UserError, UserErrors
from plainview.store import current, open_current

STATES = ("open", "confirmed", "dismissed", "referred", "disputed", "evidence_changed", "gone")
KEY = "two_person"
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """One finding. state: one of STATES. n_...: different people who say so of the evidence as it stands; of a dismissal,
    whatever the evidence was. n_changed: people whose decision rests on other evidence. needs_second: one person confirmed it,
    and two are asked for. decisions: names of the decisions that stand."""

    finding_id: str
    state: str
    n_confirmed: int
    n_dismissed: int
    n_referred: int
    n_changed: int
    needs_second: bool
    decisions: tuple[str, ...]


def findings_state(said: Iterable[_Row], evidence: Mapping[str, str], two_person: bool = False) -> dict[str, State]:
    """Where each finding stands, by its id: all that are in `evidence`, and those that were decided about and are gone.

    Args:
        said: rows of the table `decisions` (decision_id, subject, a, b, verdict, by, state).
        evidence: by finding, the first twelve digits of the hash of its evidence now.
        two_person: a finding is confirmed only if two different people confirmed it.
    """
    about: dict[str, list[_Row]] = {name: [] for name in evidence}
    for row in said:
        if row["subject"] == "finding" and row["state"] in ("standing", "idle") and row["verdict"] != UNDONE:
            about.setdefault(row["a"], []).append(row)
    return {name: _state(name, rows, evidence.get(name), two_person) for name, rows in about.items()}


def _state(name: str, rows: Sequence[_Row], evidence: str | None, two_person: bool) -> State:
    people: dict[str, set[str]] = {"confirmed": set(), "dismissed": set(), "referred": set(), "changed": set()}
    for row in rows:
        who = " ".join(str(row["by"]).casefold().split())
        if row["b"] != evidence:
            people["changed"].add(who)
        if row["b"] == evidence or row["verdict"] == "dismissed":
            people[row["verdict"]].add(who)
    n = {verdict: len(names) for verdict, names in people.items()}
    is_short = two_person and n["confirmed"] == 1
    if evidence is None:
        state = "gone"
    elif n["dismissed"] and (n["confirmed"] or n["referred"]):
        state = "disputed"
    elif n["dismissed"] and all(row["b"] != evidence for row in rows):
        state = "evidence_changed"
    elif n["dismissed"] or n["referred"]:
        state = "dismissed" if n["dismissed"] else "referred"
    elif n["confirmed"] and not is_short:
        state = "confirmed"
    else:
        state = "evidence_changed" if n["changed"] and not n["confirmed"] else "open"
    counts = (n["confirmed"], n["dismissed"], n["referred"], n["changed"])
    return State(name, state, *counts, state == "open" and is_short, tuple(str(row["decision_id"]) for row in rows))


def two_person(case: Case) -> bool:
    """True if the case's plainview.toml asks for two people: `two_person = true`. UserError if it says neither true nor false."""
    path = case.root / "plainview.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8")).get(KEY, False)
    if not isinstance(found, bool):
        raise UserError(f"{path}: {KEY}", f"{found!r} is neither true nor false", f"write `{KEY} = true`, or leave it out")
    return found


def known(case: Case) -> dict[str, dict[str, Any]]:
    """The findings of the case's tables by id, with the hash and the figures of their evidence; none before there are tables."""
    if not current(case.warehouse):
        return {}
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        return {str(row["finding_id"]): row for row in opened.rows("decided/findings")}
    finally:
        opened.close()


def decide(case: Case, named: str, verdict: str, why: str, by: str, today: date) -> tuple[Decision, bool]:
    """Write down what one person says of a finding; the decision, and whether it is new. Callers hold the case.

    Args:
        named: a finding's id, or a beginning that only one id has.

    Raises:
        UserErrors: no such finding, more than one, or what is wrong with the words.
    """
    found = known(case)
    wanted = named.strip().lower()
    fits = [one for one in found if wanted and one.startswith(wanted)]
    if len(fits) != 1:
        problem = f"fits {len(fits)} findings" if fits else "is no finding of this case"
        fix = "give more digits of its id" if fits else "copy the id from its page, or see `plainview findings`"
        raise UserErrors([UserError(named[:40] or "ID", problem, fix)])
    row = found[fits[0]]
    [given] = answer(case, "finding", [(fits[0], row["evidence"], verdict.strip().lower(), why)], by, today)
    figures.keep(case.root, row)
    return given


def of_case(case: Case, two: bool = False) -> tuple[dict[str, State], dict[str, dict[str, Any]]]:
    """Where each finding stands by decisions.csv as it is now, and the findings themselves, both by id."""
    found = known(case)
    evidence = {name: str(row["evidence"]) for name, row in found.items()}
    return findings_state(table(case.decisions).to_pylist(), evidence, two or two_person(case)), found


def changes(case: Case, rows: Sequence[_Row], found: Mapping[str, _Row]) -> dict[str, str]:
    """By decision, of those about findings whose evidence is not what it was: what became of it, in words."""
    then = figures.kept(case.root)
    told = {}
    for row in rows:
        if row["subject"] != "finding" or row["verdict"] == UNDONE or row["state"] not in ("standing", "idle"):
            continue
        now = found.get(row["a"])
        if now is None:
            told[row["decision_id"]] = "the finding is gone: no rule or detector makes it now"
        elif now["evidence"] != row["b"]:
            before = then.get((row["a"], row["b"]))
            same = "its figures are the same, its rows or the facts in them are not"
            what = f"{_figures(before)} then, {_figures(now)} now" if before else ""
            what = same if before and _figures(before) == _figures(now) else what
            told[row["decision_id"]] = f"the evidence has changed since{what and f': {what}'}"
    return told


def _figures(row: _Row) -> str:
    """ "12 of 40 searches", as a finding tells its figures."""
    total = int(row["n_total"] or 0)
    n = wording.figures(int(row["n_certain"] or 0), int(row["n_possible"] or 0), int(row["n_unreadable"] or 0), total)
    try:
        unit = wording.unit(row["unit"] or "", total)
    except KeyError:
        unit = row["unit"] or ""
    return f"{n} of {total:,} {unit}".strip()


def told(states: Mapping[str, State], found: Mapping[str, _Row]) -> list[str]:
    """Where the findings stand that somebody decided about, as lines for a person."""
    lines = []
    for name, one in states.items():
        if not one.decisions:
            continue
        row = found.get(name)
        what = f", {row['agency_name']}: {row['title']}" if row else ""
        lines.append(f"finding {name}{what}")
        lines.append(f"    {in_words(one)}")
    return lines


def in_words(one: State) -> str:
    """A state with its counts: "confirmed by 2 people", "open: confirmed by 1 person, a second is needed"."""
    pairs = (("confirmed", one.n_confirmed), ("dismissed", one.n_dismissed), ("referred", one.n_referred))
    counts = ", ".join(f"{verdict} by {_people(n)}" for verdict, n in pairs if n)
    state = one.state.replace("_", " ")
    said = counts if one.state in ("confirmed", "dismissed", "referred") else f"{state}: {counts}" if counts else state
    said += ", a second is needed" if one.needs_second else ""
    return said + (f", {_people(one.n_changed)} decided on other evidence" if one.n_changed else "")


def as_rows(states: Mapping[str, State]) -> list[dict[str, Any]]:
    """Findings that somebody decided about, as a program reads them."""
    return [asdict(one) for one in states.values() if one.decisions]


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"
