"""Decisions as tables: what `plainview decide list` shows, and what the linking reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview.case import Case
from plainview.decisions.reading import agreeing, read
from plainview.decisions.row import BASED_ON, UNDONE, Decision, in_force
from plainview.decisions.subjects import reason, rule
from plainview.decisions.subjects.link import place, resolved
from plainview.store import Store, current, open_current

TABLE = pa.schema(
    [("decided_on", pa.date32()) if name == "decided_on" else (name, pa.string())
     for name in "decision_id subject a b verdict decided_on why by state".split()]
)  # fmt: skip
LINKS = pa.schema(
    [(name, pa.int64() if name.endswith("row_no") else pa.string())
     for name in "a_release_id a_row_no b_release_id b_row_no verdict decision_id".split()]
)  # fmt: skip
ANSWERS = pa.schema(
    [("a", pa.string()), ("b", pa.string()), ("reviewer", pa.int32()), ("purposes", pa.list_(pa.string())),
     ("certainty", pa.string()), ("decision_id", pa.string())]
)  # fmt: skip


def write(opened: Store, path: Path) -> None:
    """Lend what is decided about links as `decided`, and write the table `decisions`.

    Needs the table `entries` and, where there are answers about reasons, `answers_met`, which the step before lends.
    """
    held = held_in(opened, path)
    if _about_reasons(path):
        held |= {_name(one["a"], one["b"]) for one in opened.rows("decided/reasons_met")}
    opened.lend("decided", links(path, held))
    opened.add("decisions", table(path, held))


def held_in(opened: Store, path: Path) -> set[str]:
    """Names of the entries that decisions are about and that these tables hold."""
    named = {place(name) for row in read(path) if row.subject == "link" for name in (row.a, row.b)}
    if not named:
        return set()
    rows = [{"release_id": release, "row_no": row} for release, row in sorted(named)]
    opened.lend("decided_names", pa.Table.from_pylist(rows, pa.schema([("release_id", pa.string()), ("row_no", pa.int64())])))
    return {str(one["name"]) for one in opened.rows("decided/held")}


def links(path: Path, held: Collection[str] | None = None) -> pa.Table:
    """What follows from the decisions about links that are in force, chains of `same` followed to their end.

    Args:
        held: names of the entries that the case holds; a decision about any other is left out. None: all are held.

    Returns:
        a_release_id, a_row_no, b_release_id, b_row_no, verdict, decision_id. `same`: a row for each entry of a chain but its
        first, and b is that first one (in the order of release and row). `different`: a row for each pair of entries,
        one of either chain; a is of the chain that begins first.

    Raises:
        UserErrors: mistakes in the file, or decisions that contradict each other.
    """
    found = [row for row in agreeing(path, read(path)) if row.subject == "link" and is_held(row, held)]
    return pa.Table.from_pylist(
        [
            dict(zip(LINKS.names, (*place(a), *place(b), verdict, decision_id), strict=True))
            for a, b, verdict, decision_id in sorted(resolved(found), key=lambda one: (one[2], place(one[0]), place(one[1])))
        ],
        LINKS,
    )


def answers(path: Path) -> pa.Table:
    """The answers about typed reasons that stand: a, b, reviewer (a number), purposes, certainty, decision_id, as in the file.

    Raises:
        UserErrors: mistakes in the file, or decisions that contradict each other.
    """
    found = [row for row in agreeing(path, read(path)) if row.subject == "reason"]
    numbers = {by: number for number, by in enumerate(dict.fromkeys(row.by.casefold() for row in found))}
    rows = []
    for row in found:
        purposes, certainty = reason.parted(row.verdict)
        cells = (row.a, row.b, numbers[row.by.casefold()], purposes, certainty, row.decision_id)
        rows.append(dict(zip(ANSWERS.names, cells, strict=True)))
    return pa.Table.from_pylist(rows, ANSWERS)


def confirmed(path: Path) -> dict[str, tuple[str, str, date | None]]:
    """Rules whose text somebody has read: by id the decision, the text's SHA-256, and the first day in force if it was given.

    Raises:
        UserErrors: mistakes in the file, or decisions that contradict each other.
    """
    found = [row for row in agreeing(path, read(path)) if row.subject == "rule"]
    return {row.a: (row.decision_id, row.b, rule.started(row.verdict)) for row in found}


def table(path: Path, held: Collection[str] | None = None) -> pa.Table:
    """Every decision of the file in its order, with its state.

    state: `standing`; `replaced` by a later one about the same; `undone`, and so is the one it undid replaced; `idle`: it is
    about an entry that the case holds no longer (held, as for `links`).
    """
    rows = read(path)
    last = {row.decision_id for row in in_force(rows)}
    return pa.Table.from_pylist([_told(row, row.decision_id in last, held) for row in rows], TABLE)


def listed(case: Case) -> list[dict[str, Any]]:
    """The rows of the table as the file stands now, idle by what the case's tables hold, if it has any."""
    held = None
    if current(case.warehouse):
        opened = open_current(case.warehouse, case.temporary / "duckdb")
        try:
            held = held_in(opened, case.decisions)
            if named := _about_reasons(case.decisions):
                held |= named - {_name(one["a"], one["b"]) for one in opened.rows("decided/reasons_idle")}
        finally:
            opened.close()
    rows: list[dict[str, Any]] = table(case.decisions, held).to_pylist()
    return rows


def told(rows: Sequence[Mapping[str, Any]], changes: Mapping[str, str] | None = None) -> list[str]:
    """Rows of the table as lines for a person. changes: by decision, what became of what it rests on."""
    lines = []
    for row in rows:
        whose = f" by {row['by']}" if row["by"] else ""
        state = "" if row["state"] == "standing" else f" ({row['state']})"
        lines.append(f"{row['decision_id']}  {row['subject']} {row['a']} {row['b']} {row['verdict']}{state}")
        lines.append(f"    {row['decided_on'].isoformat()}{whose}: {row['why']}")
        lines += [f"    {change}"] if (change := (changes or {}).get(row["decision_id"])) else []
    return lines or ["nothing is decided"]


def is_held(row: Decision, held: Collection[str] | None) -> bool:
    """True if the case holds what the decision is about."""
    if held is None or row.subject in BASED_ON:  # whether there is such a finding or rule is told where they are shown
        return True
    return _name(row.a, row.b) in held if row.subject == "reason" else row.a in held and row.b in held


def _about_reasons(path: Path) -> set[str]:
    return {_name(row.a, row.b) for row in read(path) if row.subject == "reason"}


def _name(a: str, b: str) -> str:
    """One name for a reason and where it was typed: neither holds a line break."""
    return f"{a}\n{b}"


def _told(row: Decision, is_last: bool, held: Collection[str] | None) -> dict[str, Any]:
    if not is_last:
        state = "replaced"
    elif row.verdict == UNDONE:
        state = "undone"
    else:
        state = "standing" if is_held(row, held) else "idle"
    return {**{name: getattr(row, name) for name in TABLE.names if name != "state"}, "state": state}
