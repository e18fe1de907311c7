"""The first page: who searched, when, how widely, with what reasons, and what is missing or odd; each with its caveat."""

from __future__ import annotations

from typing import Any

from plainview.pages import _figures as figures
from plainview.pages import door
from plainview.pages._case import agency, custodian_ids, grain, releases, searcher_ids, totals, unnamed_files, word
from plainview.pages._findings import counted
from plainview.pages._held import gaps, held_days, months_held, n_logs
from plainview.pages._rows import Row, Rows, Source

TOP = 10
CUTS = 2


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the page's dict: totals, five things worth knowing, charts, leading searchers with their coverage."""
    rows = Rows.of(store)
    activity = rows.rows("page/activity", grain=grain(rows))
    units: list[Row] = []
    for unit in ("search", "session"):
        read = figures.readings(rows, unit, rows.rows("page/readings"))
        units.append(
            {
                "unit": unit,
                "plural": figures.plural(unit),
                "volume": figures.volume(rows, unit, activity, f"volume-{unit}", "all agencies"),
                "reach": figures.reach(rows, unit, rows.rows("page/reach"), f"reach-{unit}", "all agencies"),
                "readings": read,
                "purposes": figures.purposes(rows, unit, rows.rows("page/purposes"), read, f"purposes-{unit}")[:TOP],
                "searchers": (leading_searchers if unit == "search" else leading_portals)(rows)[:TOP],
            }
        )
    units = sorted((unit for unit in units if unit["volume"]), key=lambda unit: -unit["volume"]["n"])
    held = totals(rows)
    page: dict[str, Any] = {
        "title": "Who searched the cameras",
        "totals": {
            **held,
            "n_searchers": len(searcher_ids(rows)),
            "n_custodians": len(custodian_ids(rows)),
            "n_unnamed": len(unnamed_files(rows)),
        },
        "units": units,
        "gaps": gaps(rows),
        "issues": issue_counts(rows)[:TOP],
        "findings": counted(rows),
        "n_doors": len(door.ids(rows)),
        "cuts": cuts(rows),
        "n_not_adding_up": sum(not release["adds_up"] for release in releases(rows).values()),
    }
    page["things"] = things(page)
    return page


def cuts(rows: Rows) -> Row | None:
    """The largest cuts of a portal's sharing list between two captures, and how many pairs of captures were compared."""
    pairs: dict[str, set[str]] = {}
    for row in rows.rows("page/list_sizes"):
        kind = releases(rows)[row["release_id"]]["kind_id"]
        if row["direction"] == "outbound" and row["seen_on"] and row["custodian_id"] and kind == "portal_page":
            pairs.setdefault(row["custodian_id"], set()).add(row["seen_on"])
    found = [
        {"agency": agency(rows, row["custodian_id"]), **{k: row[k] for k in ("from_on", "to_on", "n_listed", "n_gone")}}
        for row in rows.rows("page/list_cuts")
    ]
    if not found:
        return None
    return {
        "largest": found[:CUTS],
        "n": len(found),
        "n_pairs": sum(len(days) - 1 for days in pairs.values()),
        "n_agencies": len(pairs),
    }


def leading_searchers(rows: Rows) -> list[Row]:
    """Searchers by searches, each beside the coverage it was counted in: logs that show it, of logs held."""
    counts = {
        id: n
        for (id,), n in figures.add_up(
            (r for r in rows.rows("page/activity", grain=grain(rows)) if r["unit"] == "search"), "agency_id"
        ).items()
    }
    shown = rows.by("page/seen_by", "searcher_id")
    out = []
    for id, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        seen = shown.get(id, [])
        months = sum(months_held(rows, row["custodian_id"]) for row in seen)
        out.append(
            {
                "agency": agency(rows, id),
                "n": n,
                "n_logs": len(seen),
                "n_logs_held": n_logs(rows),
                "months": months,
                "rate": n / months if months else None,
                "first_on": min((row["first_on"] or "" for row in seen), default=""),
                "last_on": max((row["last_on"] or "" for row in seen), default=""),
            }
        )
    return out


def leading_portals(rows: Rows) -> list[Row]:
    """Agencies with a portal log, by sessions per day held: counts of unequal periods are not compared."""
    days = rows.by("page/portal_days", "custodian_id")
    out = []
    for id, found in days.items():
        n, held = sum(row["n_sessions"] for row in found), len(held_days(rows).get((id, "portal"), ()))
        out.append({"agency": agency(rows, id), "n": n, "days": held, "rate": n / held if held else 0.0})
    return sorted(out, key=lambda row: (-row["rate"], row["agency"]["name"]))


def issue_counts(rows: Rows) -> list[Row]:
    """Oddities by kind: how many, in how many files."""
    out = []
    for kind, found in rows.by("page/release_issues", "kind").items():
        out.append({"kind": kind, "title": word("issues", kind), "n": sum(row["n"] for row in found), "n_files": len(found)})
    return sorted(out, key=lambda row: (-row["n"], row["kind"]))


def things(page: dict[str, Any]) -> list[Row]:
    """Five things worth knowing, each with the number, the caveat, and the page that opens it."""
    held = page["totals"]
    said = [who(held, page), *(how_widely(unit) for unit in page["units"][:1] if unit["reach"])]
    said += [stated(unit) for unit in page["units"][:1] if unit["readings"]]
    said += [missing(page), odd(page)]
    return said


def without_id(held: Row) -> str:
    """What was linked with nothing may stand in other logs all the same, so the count may be too high by as many."""
    n = held["n_without_id"]
    return (
        f" {n:,} of them carry no id and fit no other entry: one that stands in several logs is counted once for each."
        if n
        else ""
    )


def who(held: Row, page: dict[str, Any]) -> Row:
    parts = [f"{unit['volume']['n']:,} {figures.plural(unit['unit'], unit['volume']['n'])}" for unit in page["units"]]
    n = page["gaps"]["n_with_log"]
    logs = f"the search logs of {n:,} {'agency' if n == 1 else 'agencies'}" if n else "the logs held"
    return {
        "figure": parts[0] if parts else "No searches",
        "says": f"{held['n_searchers']:,} {'agency is' if held['n_searchers'] == 1 else 'agencies are'} on record as searching"
        + (f", from {held['first_on']} to {held['last_on']}" if held["first_on"] else "")
        + (f"; the record holds {parts[1]} besides" if len(parts) > 1 else "")
        + ".",
        "caveat": f"Counted in {logs} only: a search that stands in none of them is not here."
        + without_id(held)
        + (
            " Sessions stand for one or more searches, and are not added to searches."
            if any(u["unit"] == "session" for u in page["units"])
            else ""
        ),
        "url": "searchers.html",
        "link": "Who searched",
    }


def how_widely(unit: Row) -> Row:
    reach = unit["reach"]
    share = reach["n_wide"] / reach["n_given"] if reach["n_given"] else 0
    return {
        "figure": figures.percent(share),
        "says": f"of {unit['plural']} covered more than 100 networks at once: {reach['n_wide']:,} of {reach['n_given']:,}.",
        "caveat": f"{reach['n_unknown']:,} more do not state how many networks were searched, and are left out of the share."
        if reach["n_unknown"]
        else "Each states how many networks were searched. A network is one agency's cameras, many or few.",
        "url": f"#reach-{unit['unit']}",
        "link": "How widely",
    }


def stated(unit: Row) -> Row:
    read = unit["readings"]
    return {
        "figure": figures.percent(read["share"]),
        "says": f"of {unit['plural']} state no purpose that can be read: {read['unreadable']:,} of {read['total']:,}.",
        "caveat": "An unreadable reason is not an unlawful one. But any purpose may stand behind it.",
        "url": "purposes.html",
        "link": "What the reasons say",
    }


def missing(page: dict[str, Any]) -> Row:
    gap, held = page["gaps"], page["totals"]
    silent = f"{gap['n_without_log']:,} of {held['n_custodians']:,} agencies whose records are held disclosed no search log"
    if gap["n_missing"]:
        return {
            "figure": f"{gap['n_missing']:,} month{'' if gap['n_missing'] == 1 else 's'} missing",
            "says": f"between the first and last month held, in the logs of {gap['n_custodians']:,} "
            + ("agency" if gap["n_custodians"] == 1 else "agencies")
            + (f"; {silent}." if gap["n_without_log"] else "."),
            "caveat": "A gap says that no record is held. It does not say why, and it is never counted as zero.",
            "url": "coverage.html",
            "link": "What is held",
        }
    if gap["n_without_log"]:
        return {
            "figure": f"{gap['n_without_log']:,} without a log",
            "says": f"{silent}; the logs that are held have no month missing in between.",
            "caveat": "A log that is not held may exist. Nothing is known about those agencies' searches, which is not zero.",
            "url": "coverage.html",
            "link": "What is held",
        }
    return {
        "figure": f"{gap['n_held']:,} month{'' if gap['n_held'] == 1 else 's'} held",
        "says": "of search logs, with none missing in between.",
        "caveat": "Nothing is known about the time before and after, nor about agencies whose logs are not here.",
        "url": "coverage.html",
        "link": "What is held",
    }


def odd(page: dict[str, Any]) -> Row:
    held = page["totals"]
    first = page["issues"][0] if page["issues"] else None
    n, away = held["n_issues"], held["n_refused"]
    files = "file was" if away == 1 else "files were"
    often = f"{first['n']:,} time{'' if first['n'] == 1 else 's'}" if first else ""
    copies = f" ({held['n_held_already']:,} more are copies or prints of what is held)" if held["n_held_already"] else ""
    return {
        "figure": f"{n:,} oddit{'y' if n == 1 else 'ies'}",
        "says": "in the records"
        + (f"; the most frequent is “{first['title']}”, {often}" if first else "")
        + f". {held['n_quarantined']:,} rows could not be used, and {away:,} {files} not taken in{copies}.",
        "caveat": "Most oddities come from export and redaction. Each is kept with the place where it is printed.",
        "url": "issues.html",
        "link": "What is odd",
    }
