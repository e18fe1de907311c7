"""The first page: who searched, when, how widely, with what reasons, and what is missing or odd; each with its caveat."""

from __future__ import annotations

from typing import Any

from plainview.pages import _figures as figures
from plainview.pages._case import agency, custodian_ids, grain, releases, searcher_ids, totals, word
from plainview.pages._findings import findings
from plainview.pages._held import gaps, held_days, month_cells
from plainview.pages._rows import Row, Rows, Source

TOP = 10


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
        "totals": {**held, "n_searchers": len(searcher_ids(rows)), "n_custodians": len(custodian_ids(rows))},
        "units": units,
        "gaps": gaps(rows),
        "issues": issue_counts(rows)[:TOP],
        "refused": [{"kind": word("refused", row["kind"]), "n": 1} for row in rows.rows("page/refused")],
        "findings": findings(rows)[:TOP],
        "n_questions": sum(row["verdict"] in ("conflict", "question") for row in rows.rows("page/findings")),
        "n_not_adding_up": sum(not release["adds_up"] for release in releases(rows).values()),
    }
    refused = figures.add_up(page["refused"], "kind")
    page["refused"] = [{"kind": kind, "n": n} for (kind,), n in sorted(refused.items(), key=lambda item: (-item[1], item[0]))]
    page["things"] = things(page)
    return page


def leading_searchers(rows: Rows) -> list[Row]:
    """Searchers by searches, each beside the coverage it was counted in: logs that show it, of logs held."""
    counts = {
        id: n
        for (id,), n in figures.add_up(
            (r for r in rows.rows("page/activity", grain=grain(rows)) if r["unit"] == "search"), "agency_id"
        ).items()
    }
    n_logs = len({custodian for custodian, sort in month_cells(rows) if sort == "log"})
    shown = rows.by("page/seen_by", "searcher_id")
    out = []
    for id, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        seen = shown.get(id, [])
        months = sum(
            cell["state"] != "gap" for row in seen for cell in month_cells(rows).get((row["custodian_id"], "log"), {}).values()
        )
        out.append(
            {
                "agency": agency(rows, id),
                "n": n,
                "n_logs": len(seen),
                "n_logs_held": n_logs,
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


def who(held: Row, page: dict[str, Any]) -> Row:
    parts = [f"{unit['volume']['n']:,} {figures.plural(unit['unit'], unit['volume']['n'])}" for unit in page["units"]]
    return {
        "figure": parts[0] if parts else "No searches",
        "says": f"{held['n_searchers']:,} agencies are on record as searching"
        + (f", from {held['first_on']} to {held['last_on']}" if held["first_on"] else "")
        + (f"; the record holds {parts[1]} besides" if len(parts) > 1 else "")
        + ".",
        "caveat": f"Counted in the records of {held['n_custodians']:,} custodians only: a search none of them logged is not here."
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
    if not gap["n_missing"] and gap["n_without_log"]:
        return {
            "figure": f"{gap['n_without_log']:,} without a log",
            "says": f"of {held['n_custodians']:,} custodians disclosed no search log; the others have no gap.",
            "caveat": "A log that is not held may exist. Nothing is known about those agencies' searches, which is not zero.",
            "url": "coverage.html",
            "link": "What is held",
        }
    return {
        "figure": f"{gap['n_missing']:,} month{'' if gap['n_missing'] == 1 else 's'} missing",
        "says": f"between the first and last month held, at {gap['n_custodians']:,} of {held['n_custodians']:,} custodians; "
        + (
            f"{gap['n_without_log']:,} disclosed no search log at all."
            if gap["n_without_log"]
            else "each disclosed a search log."
        ),
        "caveat": "A gap says that no record is held. It does not say why, and it is never counted as zero.",
        "url": "coverage.html",
        "link": "What is held",
    }


def odd(page: dict[str, Any]) -> Row:
    held = page["totals"]
    first = page["issues"][0] if page["issues"] else None
    return {
        "figure": f"{held['n_issues']:,} oddities",
        "says": "in the records"
        + (f"; the most frequent is “{first['title']}”, {first['n']:,} times" if first else "")
        + f". {held['n_quarantined']:,} rows could not be used and {held['n_refused']:,} files were not taken in.",
        "caveat": "Most oddities come from export and redaction. Each is kept with the place where it is printed.",
        "url": "issues.html",
        "link": "What is odd",
    }
