"""Who shares with whom: find an agency, the biggest cuts between two captures, records that do not agree, and how far federal
agencies, agencies on a 287(g) list and agencies of other states reach."""

from __future__ import annotations

from typing import Any

from plainview.pages import _shared as shared
from plainview.pages import _shared_odd as odd
from plainview.pages._pairs import matrix
from plainview.pages._rows import Row, Rows, Source

SHOWN_CUTS, SHOWN_ODD, SHOWN_REACH = 30, 60, 100


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the index: every agency that stands in a share by state, cuts, contradictions by sort, and reach."""
    rows = Rows.of(store)
    found = shared.counts(rows)
    every = [
        {**shared.agency_shown(rows, id), **{key: one[key] for key in ("n_out_now", "n_in_now", "first_on", "last_on")}}
        for id, one in found.items()
    ]
    every.sort(key=lambda one: (one["name"].casefold(), one["id"]))
    edges = sum(one["n_out_now"] for one in found.values())
    cuts = [cut(rows, row) for row in rows.rows("page/list_cuts")]
    return {
        "title": "Who shares with whom",
        "n_agencies": len(every),
        "n_shares": edges,
        "n_lists": sum(row["state"] == "read" for row in rows.rows("page/shared_lists")),
        "n_unread": sum(row["state"] == "not_read" for row in rows.rows("page/shared_lists")),
        "own": owners(rows),
        "states": by_state(every),
        "matrix": matrix(rows),
        "cuts": cuts[:SHOWN_CUTS],
        "n_cuts": len(cuts),
        "odd": odd.sorts(rows),
        "contradictions": [odd.shown(rows, row) for row in newest(rows)],
        "n_contradictions": len(rows.rows("page/shared_contradictions")),
        "federal": reaching(rows, [id for id in found if shared.details(rows)[id]["level"] == "federal"]),
        "members": reaching(rows, [id for id in found if id in shared.members(rows)]),
        "outside": outside(rows),
        "downloads": {"sharing.csv": table(every)},
    }


def newest(rows: Rows) -> list[Row]:
    """The newest records that do not agree, of each sort in turn, so that one sort does not hide the others."""
    by_kind = rows.by("page/shared_contradictions", "kind")
    each = max(1, SHOWN_ODD // max(len(by_kind), 1))
    return [row for kind in shared.words()["contradictions"] for row in by_kind.get(kind, [])[:each]]


def table(every: list[Row]) -> list[list[Any]]:
    head = ["agency_name", "id", "state", "kind", "level", "may_search_its_cameras", "it_may_search", "first_on", "last_on"]
    keys = ("name", "id", "state", "kind", "level", "n_out_now", "n_in_now", "first_on", "last_on")
    return [head, *([one[key] for key in keys] for one in every)]


def by_state(every: list[Row]) -> list[Row]:
    """Agencies by state for the list from which one is found; a state that is not known, and federal bodies, stand last."""
    groups: dict[str, list[Row]] = {}
    for one in every:
        groups.setdefault(one["state"], []).append({key: one[key] for key in ("name", "id", "url")})
    return [{"state": state, "agencies": groups[state]} for state in sorted(groups, key=lambda state: (not state, state))]


def owners(rows: Rows) -> list[Row]:
    """Agencies whose own lists are held: the newest list each way that could be read, and how many lists there are."""
    out: list[Row] = []
    for id, lists in rows.by("page/shared_lists", "custodian_id").items():
        if id not in shared.counts(rows):
            continue
        line: Row = {"agency": shared.agency_shown(rows, id), "n_lists": sum(row["state"] == "read" for row in lists)}
        for side in shared.SIDES:
            read = [row for row in lists if row["state"] == "read" and row["direction"] == shared.words()["sides"][side]["list"]]
            last = max(read, key=lambda row: row["seen_on"] or "", default=None)
            line[side] = {"n": last["n_partners"], "on": last["seen_on"] or ""} if last else {"n": None, "on": ""}
        line["n_unread"] = sum(row["state"] == "not_read" for row in lists)
        if line["n_lists"] or line["n_unread"]:
            out.append(line)
    return sorted(out, key=lambda one: (one["agency"]["name"].casefold(), one["agency"]["id"]))


def cut(rows: Rows, row: Row) -> Row:
    """One cut; its agency's page has the names."""
    return {
        "agency": shared.agency_shown(rows, row["custodian_id"]),
        **{key: row[key] for key in ("from_on", "to_on", "n_listed", "n_gone")},
    }


def reaching(rows: Rows, ids: list[str]) -> list[Row]:
    """For each agency: whose cameras it may search, in how many states, through partners besides, and shares that ended."""
    if not ids:
        return []
    found = shared.exposed(rows)
    ids_by_number = shared.numbered(rows)
    states = [(shared.details(rows)[id]["state"] or "") for id in ids_by_number]
    numbers = {id: at for at, id in enumerate(ids_by_number)}
    direct, further = found.n_direct(), found.n_only_through()
    lines: list[Row] = [
        {
            "agency": shared.agency_shown(rows, id),
            "n_direct": int(direct[numbers[id]]),
            "n_states": len({states[owner] for owner in found.direct[numbers[id]].nonzero()[0]} - {""}),
            "n_through": int(further[numbers[id]]),
            "n_ended": shared.counts(rows)[id]["n_in"] - shared.counts(rows)[id]["n_in_now"],
        }
        for id in ids
    ]
    return sorted(lines, key=lambda one: (-one["n_direct"], -one["n_through"], one["agency"]["name"]))[:SHOWN_REACH]


def outside(rows: Rows) -> list[Row]:
    """By state: how many of its agencies let others search, how many of them agencies of other states, and how many those are."""
    found = shared.exposed(rows)
    states = [(shared.details(rows)[id]["state"] or "") for id in shared.numbered(rows)]
    out: dict[str, Row] = {}
    for owner, state in enumerate(states):
        searchers = found.direct[:, owner].nonzero()[0]
        if not state or not len(searchers):
            continue
        line = out.setdefault(state, {"state": state, "n_owners": 0, "n_open": 0, "who": set()})
        others = {int(one) for one in searchers if states[one] and states[one] != state}
        line["n_owners"] += 1
        line["n_open"] += bool(others)
        line["who"] |= others
    return [{**line, "who": len(line["who"])} for _, line in sorted(out.items())]
