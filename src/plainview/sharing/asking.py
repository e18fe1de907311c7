"""Questions about one day: who could search an agency's cameras, whose it could search, how certain that is, by which document.

Five words say how certain an answer is. `shown`: a record of that day shows it. `between`: records before and after show it and
none between denies it. `last`: the last record before shows it, and nothing later is held. `denied`: a log, a list of that
day, or one source's lists before and after show that there was none. `unknown` is not "no".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa

from plainview.errors import UserError
from plainview.store import Store

Row = dict[str, Any]
CERTAINTIES = ("shown", "between", "last", "denied", "unknown")
POSITIVE = CERTAINTIES[:3]
_ASKED = pa.schema([("from_id", pa.string()), ("to_id", pa.string()), ("day", pa.date32())])
_CITED = ("on", "basis", "file", "release_id", "row_no")


def agency(store: Store, text: str) -> str:
    """Id of the agency that the text names: an id, a name in the records, or words of one name alone.

    Raises:
        UserError: no agency with a share or a sharing list is called so, or several are.
    """
    found = store.rows("share/agencies", text=text.strip())
    best = [row for row in found if row["place"] == 0] or found
    if len(best) == 1:
        return str(best[0]["agency_id"])
    if best:
        ids = ", ".join(str(row["agency_id"]) for row in best[:8])
        raise UserError(text[:80], "is the name of several agencies", f"name one by its id: {ids}")
    raise UserError(text[:80], "is no agency with a share in this case", "write its id or its name as the pages show it")


def answers(store: Store, pairs: Iterable[tuple[str, str]], day: date) -> list[Row]:
    """What the records say of each pair on one day.

    Args:
        pairs: (owner of the cameras, agency that may search them), by id.

    Returns one row a pair: both agencies (`from_`, `to_` id, name, state, kind, level), `certainty`, `disagree` (some source
    shows it and another denies it), `basis` (`listed`, `event`, `used`, or None), `shown` and `denied`: the records it rests on,
    each {moment, on, basis, file, release_id, row_no}; `quiet_log`: a log that covers the day and tells of no change, by which a
    record of another day counts for this one. Those shown come first.
    """
    prepare(store, ((owner, searcher, day) for owner, searcher in pairs))
    return [_answer(row) for row in store.rows("share/asked_told")]


def prepare(store: Store, asked: Iterable[tuple[str, str, date]]) -> None:
    """Make the passing table `asked_answers` for pairs and days; many days of many pairs may be asked at once."""
    rows = sorted(set(asked))
    columns = {name: [row[at] for row in rows] for at, name in enumerate(_ASKED.names)}
    store.lend("asked", pa.table(columns, schema=_ASKED))
    for name in ("asked_uses", "list_days", "asked_evidence", "asked_answers"):
        store.run(f"share/{name}")


def _answer(row: Row) -> Row:
    cited = {moment: _cited(row, moment) for moment in ("at", "before", "after", "denied")}
    shown = [cited["at"]] if cited["at"] else [one for one in (cited["before"], cited["after"]) if one]
    kept = {
        name: value for name, value in row.items() if name.startswith(("from_", "to_")) or name in ("day", "certainty", "basis")
    }
    quiet = {"file": row["log_file"], "release_id": row["log_release_id"]} if row["log_release_id"] else None
    return {**kept, "disagree": row["disagree"], "shown": shown, "quiet_log": quiet, "denied": cited["denied"]}


def _cited(row: Row, moment: str) -> Row | None:
    if row[f"{moment}_on"] is None:
        return None
    return {"moment": moment, **{name: row[f"{moment}_{name}"] for name in _CITED}}


def who(store: Store, named: str, day: date) -> Row:
    """Who could search the cameras of the agency on the day.

    Returns {"question", "agency", "day", "answers": rows of `answers`, "counts": {certainty: n}}. Agencies for which no record
    ever shows a share are not among the rows: of them nothing is known.
    """
    return _side(store, "who", "owner", named, day)


def whom(store: Store, named: str, day: date) -> Row:
    """Whose cameras the agency could search on the day. Returns as `who`."""
    return _side(store, "whom", "searcher", named, day)


def _side(store: Store, question: str, side: str, named: str, day: date) -> Row:
    agency_id = agency(store, named)
    rows = answers(store, pairs(store, side, agency_id), day)
    counts = Counter(row["certainty"] for row in rows)
    return {
        "question": question, "agency": about(store, agency_id, day), "day": day, "answers": rows,
        "counts": {certainty: counts[certainty] for certainty in CERTAINTIES},
    }  # fmt: skip


def pairs(store: Store, side: str = "all", agency_id: str = "") -> list[tuple[str, str]]:
    """Pairs for which any record shows a share: all, or those of one agency as `owner` or `searcher`."""
    return [(str(row["from_id"]), str(row["to_id"])) for row in store.rows("share/pairs", side=side, agency=agency_id)]


def about(store: Store, agency_id: str, day: date) -> Row:
    """What is known of an agency: {agency_id, name, state, kind, level, on_287g_list} on the day."""
    return store.rows("share/whose", agency=agency_id, day=day)[0]
