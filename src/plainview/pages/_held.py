"""What is held and what is missing: for each custodian, the days and months its records cover. A gap is never a zero."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from plainview.pages._case import LOG_KINDS, custodian_ids, is_unnamed, periods, totals
from plainview.pages._rows import Row, Rows

HELD = frozenset({"full", "part", "none"})  # states of a month for which some record is held


def sort_of(log: str) -> str:
    """ "portal" counts sessions, "log" counts searches; they are never added up."""
    return "portal" if log == "portal" else "log"


def held_days(rows: Rows) -> dict[tuple[str, str], set[str]]:
    """(custodian_id, "log" | "portal") -> ISO days covered: by a file's stated period, or a portal's listed day."""

    def made(rows: Rows) -> dict[tuple[str, str], set[str]]:
        days: dict[tuple[str, str], set[str]] = {}
        for row in rows.rows("page/releases"):
            sort = LOG_KINDS.get(row["kind"])
            if sort and row["custodian_id"] and row["period_from"] and row["period_to"]:
                first, last = date.fromisoformat(row["period_from"]), date.fromisoformat(row["period_to"])
                covered = {(first + timedelta(days=n)).isoformat() for n in range(min((last - first).days, 3660) + 1)}
                days.setdefault((row["custodian_id"], sort), set()).update(covered)
        for row in rows.rows("page/portal_days"):
            days.setdefault((row["custodian_id"], "portal"), set()).add(row["day"])
        for row in rows.rows("page/held_months"):
            key = (row["custodian_id"], sort_of(row["log"]))
            if row["custodian_id"] and not any(day.startswith(row["month"][:7]) for day in days.get(key, ())):
                first, last = row["month"], row["month"][:8] + str(monthrange(int(row["month"][:4]), int(row["month"][5:7]))[1])
                known = totals(rows)  # no period stated: the month counts as held, inside the case's own first and last day
                days.setdefault(key, set()).update(periods(max(first, known["first_on"]), min(last, known["last_on"]), "day"))
        return days

    return rows.once("held_days", made)


def months(rows: Rows) -> list[str]:
    held = totals(rows)
    return periods(held["first_on"], held["last_on"], "month")


def month_cells(rows: Rows) -> dict[tuple[str, str], dict[str, Row]]:
    """(custodian_id, sort) -> month -> {n, days, of, state}. States: full, part, none (covered, no rows), gap (nothing held
    between months that are) and outside (nothing held, before the first or after the last).

    n counts entries of logs, or sessions of a portal. A month with rows counts as held where its file states no period.
    """

    def made(rows: Rows) -> dict[tuple[str, str], dict[str, Row]]:
        counts: dict[tuple[str, str], dict[str, int]] = {}
        for row in rows.rows("page/held_months"):
            if sort_of(row["log"]) == "log" and row["custodian_id"]:
                cell = counts.setdefault((row["custodian_id"], "log"), {})
                cell[row["month"]] = cell.get(row["month"], 0) + row["n_entries"]
        for row in rows.rows("page/portal_days"):
            cell = counts.setdefault((row["custodian_id"], "portal"), {})
            month = row["day"][:7] + "-01"
            cell[month] = cell.get(month, 0) + row["n_sessions"]
        days = held_days(rows)
        out: dict[tuple[str, str], dict[str, Row]] = {}
        for key in sorted(set(counts) | set(days)):
            per_month: dict[str, int] = {}
            for day in days.get(key, ()):
                per_month[day[:7] + "-01"] = per_month.get(day[:7] + "-01", 0) + 1
            out[key] = {m: month_cell(m, counts.get(key, {}).get(m, 0), per_month.get(m, 0)) for m in months(rows)}
            held = [m for m, cell in out[key].items() if cell["state"] in HELD]
            for m, shown in out[key].items():
                if not held or m < held[0] or m > held[-1]:
                    shown["state"] = "outside"
        return out

    return rows.once("month_cells", made)


def month_cell(month: str, n: int, n_days: int) -> Row:
    length = monthrange(int(month[:4]), int(month[5:7]))[1]
    state = "gap" if n_days == 0 else "part" if n_days < length else "full" if n else "none"
    return {"n": n, "days": n_days, "of": length, "state": state}


def gaps(rows: Rows) -> Row:
    """How many custodian-months are missing between a custodian's first and last held month, and who misses them."""
    missing: dict[str, int] = {}
    n_held = 0
    for (custodian, _), cells in month_cells(rows).items():
        states = [cell["state"] for cell in cells.values()]
        missing[custodian] = missing.get(custodian, 0) + states.count("gap")
        n_held += sum(state in HELD for state in states)
    silent = [id for id in custodian_ids(rows) if not any((id, sort) in month_cells(rows) for sort in ("log", "portal"))]
    return {
        "n_missing": sum(missing.values()),
        "n_custodians": sum(1 for n in missing.values() if n),
        "n_held": n_held,
        "n_without_log": len(silent),
        "n_with_log": len({id for id, _ in month_cells(rows) if not is_unnamed(id)}),
    }


def months_held(rows: Rows, custodian: str | None, sort: str = "log") -> int:
    """Months for which some record of one custodian is held."""
    counts = rows.once(
        "months_held", lambda r: {key: sum(c["state"] in HELD for c in cells.values()) for key, cells in month_cells(r).items()}
    )
    return counts.get((custodian or "", sort), 0)


def n_logs(rows: Rows) -> int:
    """How many custodians' network or organization audits are held."""
    return rows.once("n_logs", lambda r: sum(sort == "log" for _, sort in month_cells(r)))


def n_holding(rows: Rows, sort: str, step: str) -> dict[str, int]:
    """How many custodians' logs (or portals) are held in each period: the denominator under every curve."""

    def made(rows: Rows) -> dict[str, int]:
        out: dict[str, int] = {}
        for (_, of), cells in month_cells(rows).items():
            if of == sort and step == "month":
                for month, cell in cells.items():
                    out[month] = out.get(month, 0) + (cell["state"] in HELD)
        if step != "month":
            for (_, of), days in held_days(rows).items():
                held = {periods(day, day, step)[0] for day in days} if step == "week" else days
                for period in held if of == sort else ():
                    out[period] = out.get(period, 0) + 1
        return out

    return rows.once(("n_holding", sort, step), made)


def own_holding(rows: Rows, custodian: str, sort: str, step: str) -> dict[str, int]:
    """The periods in which one custodian's own record is held, each with 1."""
    return {(day[:8] + "01" if step == "month" else day): 1 for day in held_days(rows).get((custodian, sort), ())}
