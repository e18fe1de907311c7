"""Which two releases a person means."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from plainview.errors import UserError

Row = dict[str, Any]
KINDS = {"network_audit": "log", "organization_audit": "log", "portal_page": "portal_page", "portal_audit": "portal_audit"}
KINDS |= {"shared_networks": "shared_networks", "sharing_report": "shared_networks"}


def named(known: list[Row], first: str, second: str) -> list[Row]:
    """The pairs that two names mean: one, or a portal's page and its file of sessions."""
    sides = [_releases(known, name) for name in (first, second)]
    pairs: list[Row] = []
    for kind in sorted(set(KINDS.values())):
        fitting = [[row for row in side if KINDS.get(row["kind"]) == kind] for side in sides]
        if all(fitting):  # a day's capture may be held in two forms: the fuller one stands for it
            a, b = (max(side, key=lambda row: (row["n_used"] or 0, row["path"])) for side in fitting)
            if a["release_id"] == b["release_id"]:
                raise UserError(f"{first} and {second}", "are the same file", "name two different productions or captures")
            days = [row["on_day"] or "" for row in (a, b)]
            if kind != "log" and days[0] > days[1]:
                a, b = b, a
            pairs.append(_pair(len(pairs) + 1, kind, a, b))
    if not pairs:
        kinds = " and ".join(", ".join(sorted({row["kind"].replace("_", " ") for row in side})) for side in sides)
        raise UserError(
            f"{first} and {second}", f"cannot be compared: {kinds}",
            "name two audits of a log, two captures of a portal, or two sharing lists",
        )  # fmt: skip
    return pairs


def _pair(number: int, kind: str, a: Row, b: Row) -> Row:
    span: tuple[date | None, date | None]
    if kind == "log":
        froms = [row["period_from"].date() for row in (a, b) if row["period_from"]]
        tos = [row["period_to"].date() for row in (a, b) if row["period_to"]]
        span = (max(froms, default=None), min(tos, default=None))
    else:
        span = (_day(a["on_day"]), _day(b["on_day"]))
    whose = a["custodian_id"] or b["custodian_id"]
    return {"pair_no": number, "kind": kind, "custodian_id": whose, "a_id": a["release_id"], "b_id": b["release_id"],
            "from_on": span[0], "to_on": span[1]}  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _releases(known: list[Row], name: str) -> list[Row]:
    """The releases that a name means: several only where it is a portal's day."""
    whose, _, day = name.rpartition("@")
    if whose and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        ids = custodians(known, whose)
        found = [row for row in known if row["custodian_id"] in ids and row["on_day"] == day]
        if not found:
            days = sorted({row["on_day"] for row in known if row["custodian_id"] in ids and row["on_day"]})
            fix = f"choose from: {', '.join(days[:40])}" if days else "no capture of it is held at all"
            raise UserError(name, "no capture of that day is held", fix)
        return found
    plain = name.rstrip("/")
    tests: tuple[Callable[[Row], bool], ...] = (
        lambda row: row["release_id"] == plain or row["path"] == plain,
        lambda row: row["path"].endswith(f"/{plain}") or plain.endswith(f"/{row['path']}") or row["name"] == plain,
        lambda row: len(plain) >= 6 and row["release_id"].startswith(plain),
    )
    for fits in tests:
        found = [row for row in known if fits(row)]
        if len(found) > 1:
            listed = ", ".join(f"{row['release_id']} ({row['path']})" for row in found[:5])
            raise UserError(name, f"fits {len(found)} files", f"give the release id: {listed}")
        if found:
            return found
    raise UserError(name, "is no file of this case", "give a release id or path as the page of files shows it, or CUSTODIAN@DAY")


def custodians(known: list[Row], name: str) -> set[str]:
    """Ids of the custodians that a name means: an id, the agency's name as printed, or the folder in which its files lie."""
    tests: tuple[Callable[[Row], bool], ...] = (
        lambda row: row["custodian_id"] == name,
        lambda row: row["custodian_raw"].casefold() == name.casefold(),
        lambda row: name in row["path"].split("/"),
    )
    for fits in tests:
        found = {row["custodian_id"] for row in known if row["custodian_id"] and fits(row)}
        if found:
            return found
    raise UserError(name, "is no custodian of this case", "give an id, or the name as the pages show it")
