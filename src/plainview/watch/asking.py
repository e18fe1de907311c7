"""Asking a question of the tables of public files: its rows, the agencies they name, and the rules of law that may apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from plainview import redact
from plainview.store import Store
from plainview.watch.reading import Watch

Row = dict[str, Any]
UNKNOWN = "an agency that could not be identified"
UNNAMED = "an agency that no record names"
_LONGEST_NAME = 100
_EVERYWHERE = "US"
_RENAMED = pa.schema([("now_id", pa.string()), ("then_id", pa.string())])


@dataclass(frozen=True, slots=True)
class Agencies:
    """Agencies as a message may name them. watched: ids that a watch may be set on."""

    rows: dict[str, Row]

    def watched(self) -> set[str]:
        """Agencies known without doubt whose own records are held, or that stand in a list or an event log."""
        return {id for id, row in self.rows.items() if row["is_watched"]}

    def name(self, id: str | None) -> str:
        """Its name on one line, plates masked. A name that is no known agency's may be a person's, and is not given."""
        row = self.rows.get(id or "")
        if row is None or not (row["is_known"] or row["is_custodian"]):
            return UNNAMED if (id or "").startswith("unknown-") else UNKNOWN
        return one_line(redact.name(row["canonical"]), _LONGEST_NAME)

    def is_named(self, id: str | None) -> bool:
        return self.name(id) not in (UNKNOWN, UNNAMED)

    def state(self, id: str | None) -> str:
        return str((self.rows.get(id or "") or {}).get("state") or "")


def one_line(text: str | None, longest: int) -> str:
    """A text on one line without control signs, cut where it is too long."""
    plain = " ".join("".join(ch if ch.isprintable() else " " for ch in text or "").split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def agencies(opened: Store) -> Agencies:
    """The agencies of a generation."""
    return Agencies({row["agency_id"]: row for row in opened.rows("watch/agencies")})


def releases(opened: Store) -> frozenset[str]:
    """Ids of the releases that these tables are made from."""
    return frozenset(row["release_id"] for row in opened.rows("watch/releases"))


def bound(watch: Watch, known: Agencies, today: date) -> tuple[dict[str, Any], list[str]]:
    """What is bound to the SQL of a watch, and the agencies it names that the case does not know.

    An agency that is not known is never bound: if none is left, nobody is asked about (the list holds "" alone).
    """
    values = dict(watch.values)
    asked = list(values.get("agencies", []))
    found = sorted(set(asked) & known.watched())
    if "agencies" in values:
        values["agencies"] = found or ([""] if asked else [])
    if watch.question.id == "audit_overdue":
        values["today"] = today
    return values, sorted(set(asked) - set(found))


def namings(opened: Store) -> list[tuple[str, str]]:
    """What names an agency (a file, a spelling), as a hash, and the agency it names in this generation."""
    return [(row["name"], row["agency_id"]) for row in opened.rows("watch/namings")]


def ask(opened: Store, watch: Watch, values: dict[str, Any], renamed: list[Row]) -> pa.Table:
    """Every row of evidence that the tables hold; see docs/watch.md for the columns.

    renamed: agencies that were called otherwise before (`now_id`, `then_id`): `before` holds the names that a piece of evidence
    would have had then.
    """
    opened.lend("asked", opened.arrow(watch.question.sql, **values))
    opened.lend("renamed", pa.Table.from_pylist(renamed, schema=_RENAMED))
    return opened.arrow("watch/named_evidence")


def laws(opened: Store, watch: Watch, topics: set[str], states: set[str], last_on: date | None) -> list[Row]:
    """Rules that may apply: those the question names, of these states or of the whole country, in force on the last day."""
    ids = {*watch.question.law, *(rule for topic in topics for rule in watch.question.law_of.get(topic, ()))}
    if not ids:
        return []
    found = opened.rows("watch/laws", ids=sorted(ids), states=sorted({*states, _EVERYWHERE}), on=last_on)
    return [{key: redact.printed(one_line(value, 400)) for key, value in row.items()} for row in found]
