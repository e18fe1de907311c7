"""An alert, made from the rows that are new: sentences, rows with the command that opens each, and law.

What it says may leave the case: agencies, purposes, days and counts; no reason, account, plate, case number or file name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from plainview import redact, wording
from plainview.store import Store
from plainview.watch import asking
from plainview.watch.asking import Agencies
from plainview.watch.reading import Watch

MOST_ROWS, MOST_SENTENCES, MOST_NAMES = 50, 20, 5
NEW, SUMMARY = "new", "summary"
_COLUMNS = {"owner": "owner_id", "topic": "topic", "day": "day"}
WITHHELD = (
    "New evidence was found, but its text holds something that must not leave the case (see the command). "
    "Ask in the case folder: plainview watch list --alerts"
)


def alert(
    opened: Store, watch: Watch, rows: pa.Table, known: Agencies, files: Collection[str], kind: str, at: datetime
) -> dict[str, Any]:
    """What is told of new rows, without the alert's own name, which the state gives it.

    Args:
        rows: the new rows alone, at least one.
        files: ids of the releases that may be named.
        kind: NEW, or SUMMARY for what a watch finds at its first run.

    Returns: a dict of texts and numbers that has passed redact. Where that found something, `problems` says what, and every
    sentence and row is left out; `problems` is not for sending.
    """
    sentences = _sentences(watch, rows, known)
    newest = rows.sort_by([("day", "descending"), ("release_id", "ascending"), ("row_no", "ascending")]).slice(0, MOST_ROWS)
    owners = {id for id in rows["owner_id"].unique().to_pylist() if id}
    topics = {topic for topic in rows["topic"].unique().to_pylist() if topic}
    last_on = max((day for day in rows["day"].unique().to_pylist() if day), default=None)
    states = {known.state(id) for id in owners} - {""}
    told: dict[str, Any] = {
        "watch": watch.id, "title": watch.title, "question": watch.question.id, "kind": kind,
        "raised_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "n_rows": rows.num_rows,
        "sentences": sentences[:MOST_SENTENCES], "n_sentences": len(sentences),
        "rows": [_row(one, known, files) for one in newest.to_pylist()],
        "law": asking.laws(opened, watch, topics, states, last_on),
        "innocent": watch.question.innocent, "cannot_see": watch.question.cannot_see,
    }  # fmt: skip
    problems = check(told, files)
    if problems:
        told |= {"sentences": [WITHHELD], "n_sentences": 1, "rows": [], "law": [], "problems": problems[:20]}
    return told


def check(told: dict[str, Any], files: Collection[str]) -> list[str]:
    """What redact finds in an alert. A sentence holds agencies' names, and is looked at as a name is: districts are called D2."""
    looked = {key: value for key, value in told.items() if key not in ("sentences", "alert")}
    return redact.check_data(looked | {"said": [{"title": text} for text in told["sentences"]]}, frozenset(files))


def _sentences(watch: Watch, rows: pa.Table, known: Agencies) -> list[str]:
    """One sentence a group of rows, the newest first."""
    columns = [_COLUMNS[name] for name in watch.question.group]
    wanted = [
        ("evidence", "count"), ("other_id", "distinct"), ("topic", "distinct"), ("before_on", "min"),
        ("day", "min"), ("day", "max"), ("was", "max"), ("now", "max"),
    ]  # fmt: skip
    # days are carried under a second name too: a column that is grouped by cannot be counted
    groups = rows.append_column("first", rows["day"]).group_by(columns).aggregate(
        [(("first" if column == "day" else column), how) for column, how in wanted if column != "topic" or "topic" not in columns]
    )  # fmt: skip
    found = sorted(groups.to_pylist(), key=lambda one: (_order(one["first_max"]), one["owner_id"] or "", str(one.get("topic"))))
    return [_sentence(watch, one, known) for one in found]


def _order(day: date | None) -> int:
    return -day.toordinal() if day else 0


def _sentence(watch: Watch, one: dict[str, Any], known: Agencies) -> str:
    n = one["evidence_count"]
    topic = one.get("topic") or ""
    topics = [topic] if "topic" in one else one["topic_distinct"]
    first, last, before = one["first_min"], one["first_max"], one["before_on_min"]
    span = "on a day that is not known" if first is None else f"on {first}" if first == last else f"from {first} to {last}"
    values = {
        "n": f"{n:,}", "owner": known.name(one["owner_id"]), "others": _names(one["other_id_distinct"], known), "span": span,
        "topic": wording.fill(watch.question.topics.get(topic, topic.replace("_", " ")), {}, n),
        "topics": ", ".join(sorted(str(name).replace("_", " ") for name in topics if name)),
        "before": str(before or "a day that is not known"), "day": str(first or "a day that is not known"),
        "between": f"between {before} and {last}" if before and last else span, "was": _number(one["was_max"]),
        "now": _number(one["now_max"]),
    }  # fmt: skip
    return wording.fill(watch.question.sentence, values, n)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _names(ids: list[str | None], known: Agencies) -> str:
    """The first agencies by name, and how many more."""
    names = sorted({known.name(id) for id in ids if known.is_named(id)})
    n_rest = len(names[MOST_NAMES:]) + len([id for id in ids if not known.is_named(id)])
    shown = names[:MOST_NAMES]
    if not shown:
        return asking.UNKNOWN if n_rest == 1 else f"{n_rest:,} agencies that could not be identified"
    return ", ".join(shown) + (f" and {n_rest:,} more" if n_rest else "")


def _row(one: dict[str, Any], known: Agencies, files: Collection[str]) -> dict[str, Any]:
    """A row as it may be told: whose record, which other agency, what, when, and how to open it in the case."""
    out: dict[str, Any] = {
        "agency_name": known.name(one["owner_id"]), "other_name": known.name(one["other_id"]) if one["other_id"] else "",
        "what": (one["topic"] or "").replace("_", " "), "day": str(one["day"] or ""), "before": str(one["before_on"] or ""),
    }  # fmt: skip
    if one["release_id"] in files:
        out["release_id"] = one["release_id"]
        if one["row_no"]:
            out |= {"row_no": one["row_no"], "explain": f"plainview explain {one['release_id']}:{one['row_no']}"}
    if one["earlier_release_id"] in files and one["earlier_row_no"]:
        out["earlier"] = {"explain": f"plainview explain {one['earlier_release_id']}:{one['earlier_row_no']}"}
    return out


def named_releases(rows: pa.Table) -> list[str]:
    """Every release that these rows stand in: an alert is told only while all of them are public."""
    found = {*rows["release_id"].unique().to_pylist(), *rows["earlier_release_id"].unique().to_pylist()}
    return sorted(id for id in found if id)
