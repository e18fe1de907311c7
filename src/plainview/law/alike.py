"""Rows that answer every question of the rules alike are judged together, once.

A question is one comparison that a rule makes (`searcher_federal`, `window_days > 30`). What a release, a searcher or a reason
answers is asked once of each of them (sql/known); what a row answers for itself stands in words of two bits a question (0:
unknown; 1: no; 2: yes). Millions of entries give some thousands of different answers. What a row is by a rule hangs on its
questions, on the state of whom the rule binds, and on the day, told by the period between two days on which rules begin or end:
on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pyarrow as pa
import sqlglot
from sqlglot import exp

from plainview import facts
from plainview.law.rule import Rule
from plainview.store import Store

_A_WORD = 31  # questions whose answers fit into one whole number
_KEPT = "owner_id, searcher_id, unit, unit_key, row_key, is_newest, owner_once, searcher_once, judged_on"
_STATES = ("owner_state", "searcher_state")
_PERIODS = pa.schema([("day", pa.date32()), ("period", pa.int64()), ("law_on", pa.date32())])
_NO_LIMIT = date(2000, 1, 1)
_SAID = {"true": "true", "false": "false"}  # a predicate may be always so


def questions(rules: list[Rule]) -> dict[str, str]:
    """Each comparison that these rules make, as SQL, and the column that will hold its answer."""
    found = {one for rule in rules for text in (rule.applies, rule.when, rule.certain_when) for one in _compared(text)}
    return {text: f"answer_{number}" for number, text in enumerate(sorted(found))} | _SAID


def answered(predicate: exp.Expression, names: dict[str, str]) -> str:
    """SQL of a predicate over answers, each comparison being the column of its answer. Three-valued as the predicate is."""
    if isinstance(predicate, exp.Paren):
        return answered(predicate.this, names)
    if isinstance(predicate, exp.Not):
        return f"(not {answered(predicate.this, names)})"
    if isinstance(predicate, exp.And | exp.Or):
        word = "and" if isinstance(predicate, exp.And) else "or"
        return f"({answered(predicate.this, names)} {word} {answered(predicate.expression, names)})"
    return names[_sql(predicate)]


def lend(store: Store, subject: str, rules: list[Rule]) -> dict[str, str]:
    """Make two passing tables: `law_alike`, a row a row of the subject, and `law_answers`, a row each kind of answers met.

    They are joined by alike_no and the words. law_answers has the answers, owner_state, searcher_state and law_on: of a row
    with these answers, a day of the same period.

    Returns: by comparison, the column of its answer in law_answers.
    """
    names = questions(rules)
    rooms = facts.rooms(subject)
    of_room = {
        room: [text for text in names if text not in _SAID and _columns(text) <= columns] for room, columns in rooms.items()
    }
    own = [text for text in names if text not in _SAID and not any(text in texts for texts in of_room.values())]
    words = [own[at : at + _A_WORD] for at in range(0, len(own), _A_WORD)]
    first, last, n_periods = _lend_periods(store, rules)
    number, stride = "coalesce(p.period, 0)", n_periods + 1
    day = f"greatest(least(f.law_on, date '{last}'), date '{first}')"
    joined = f" left join law_periods p on f.law_on is not null and p.day = {day}"
    told = f" left join (select distinct period, law_on from law_periods) p on p.period = k.alike_no % {stride}"
    given = ["p.law_on"]
    for room, texts in of_room.items():
        columns = [name for name in _STATES if name in rooms[room]] + [names[text] for text in texts]
        n = _lend_room(store, room, columns, {names[text]: text for text in texts}) + 1
        number += f" + {stride} * coalesce({room}.class, 0)"
        joined += (
            f" left join (select known_by, class from law_of_{room}) {room} on {room}.known_by = f.{facts.found_by(room)[1]}"
        )
        told += (
            f" left join (select distinct * exclude (known_by) from law_of_{room}) {room}"
            f" on {room}.class = k.alike_no // {stride} % {n}"
        )
        given += [f"{room}.{column}" for column in columns]
        stride *= n
    packed = "".join(f", {_packed(texts)} as word_{at}" for at, texts in enumerate(words))
    for at, texts in enumerate(words):
        given += [f"{_unpacked(f'k.word_{at}', place)} as {names[text]}" for place, text in enumerate(texts)]
    store.text_rows(
        f"create or replace temp table law_alike as select {_KEPT}, {number} as alike_no{packed} "
        f"from ({facts.every(subject)}) f{joined}"
    )
    found = ", ".join(["alike_no", *(f"word_{at}" for at in range(len(words)))])
    store.text_rows(
        f"create or replace temp table law_answers as select k.*, {', '.join(given)} "
        f"from (select distinct {found} from law_alike) k{told}"
    )
    return names


def keys(store: Store) -> str:
    """Names of the columns by which law_alike and law_answers are joined."""
    found = [row["column_name"] for row in store.text_rows("describe law_answers")]
    return ", ".join(name for name in found if name == "alike_no" or name.startswith("word_"))


def _lend_room(store: Store, room: str, columns: list[str], asked: dict[str, str]) -> int:
    """Make law_of_<room>: what each release, searcher or reason answers, and which answer alike (`class`, from 1).

    Returns: how many classes.
    """
    key, _ = facts.found_by(room)
    given = ", ".join([f"{key} as known_by", *(f"{asked[name]} as {name}" if name in asked else name for name in columns)])
    order = f"dense_rank() over (order by {', '.join(columns)})" if columns else "cast(1 as bigint)"
    store.text_rows(
        f"create or replace temp table law_of_{room} as select *, {order} as class from (select {given} from known_{room})"
    )
    [found] = store.text_rows(f"select coalesce(max(class), 0) as n from law_of_{room}")
    return int(found["n"])


def _lend_periods(store: Store, rules: list[Rule]) -> tuple[date, date, int]:
    """Let SQL see law_periods: by day, the number of the period between two limits. Returns the first day, the last, how many."""
    day = timedelta(days=1)
    limits = {rule.from_on for rule in rules if rule.from_on} | {rule.to_on + day for rule in rules if rule.to_on}
    starts = [min(limits) - day, *sorted(limits)] if limits else [_NO_LIMIT]
    rows = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else start + day
        rows += [{"day": start + day * n, "period": number + 1, "law_on": start} for n in range((end - start).days)]
    store.lend("law_periods", pa.Table.from_pylist(rows, schema=_PERIODS))
    return starts[0], starts[-1], len(starts)


def _packed(texts: list[str]) -> str:
    return " + ".join(
        f"case {text} when true then {2 << 2 * at} when false then {1 << 2 * at} else 0 end" for at, text in enumerate(texts)
    )


def _unpacked(word: str, at: int) -> str:
    return f"case ({word} >> {2 * at}) & 3 when 2 then true when 1 then false end"


def _compared(predicate: exp.Expression) -> Iterator[str]:
    if isinstance(predicate, exp.Paren | exp.Not):
        yield from _compared(predicate.this)
    elif isinstance(predicate, exp.And | exp.Or):
        yield from _compared(predicate.this)
        yield from _compared(predicate.expression)
    elif _sql(predicate) not in _SAID:
        yield _sql(predicate)


def _sql(node: exp.Expression) -> str:
    """SQL text of what `predicate.parse` accepted, written anew."""
    text = node.sql(dialect="duckdb", comments=False)
    return text.lower() if isinstance(node, exp.Boolean) else f"({text})"


@cache
def _columns(text: str) -> frozenset[str]:
    return frozenset(column.name for column in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Column))
