"""Three figures for every count of a purpose (certain, possible, unreadable), and the shares and volumes pages draw."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from plainview import charts, redact
from plainview.pages._case import grain, period_name, periods, place, totals, word, words
from plainview.pages._held import n_holding, own_holding
from plainview.pages._rows import Row, Rows

UNITS = {"search": ("search", "searches", "log"), "session": ("session", "sessions", "portal")}
BANDS = ("not given", "1", "2–10", "11–100", "101–500", "501–1,000", "1,001–5,000", "over 5,000")
AT_LEAST_ABOVE = 0.2  # share of unreadable reasons above which a figure is only a lower bound


def plural(unit: str, n: float = 2) -> str:
    return UNITS[unit][0 if n == 1 else 1]


def percent(share: float) -> str:
    """0.0004 -> "under 0.1 %"; 0.123 -> "12 %": no false zero, no false precision."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    return f"{share * 100:.1f} %" if 0 < share < 0.1 else f"{share * 100:.0f} %"


def add_up(found: Iterable[Row], *keys: str) -> dict[tuple[str, ...], int]:
    """Sum n over rows with equal keys."""
    out: dict[tuple[str, ...], int] = {}
    for row in found:
        key = tuple(row[k] for k in keys)
        out[key] = out.get(key, 0) + row["n"]
    return out


def volume(
    rows: Rows, unit: str, found: Iterable[Row], ident: str, who: str, holder: str = "", turns: Sequence[tuple[str, str]] = ()
) -> Row | None:
    """A chart of one unit over time with its table; None where there is none. Periods no record covers are gaps.

    holder: whose record alone counts (a portal lists its own agency's sessions only); "" for everybody's.
    turns: ISO days on which the kind of reason changes, each with words: marked by a line.
    """
    counts = {period: n for (period,), n in add_up((r for r in found if r["unit"] == unit), "period").items()}
    if not counts:
        return None
    step, held = grain(rows), totals(rows)
    holders = own_holding(rows, holder, UNITS[unit][2], step) if holder else n_holding(rows, UNITS[unit][2], step)
    values = [
        charts.Bar(
            period_name(p, step),
            counts.get(p, 0) if p in counts or holders.get(p) else None,
            None if holder else holders.get(p, 0),
        )
        for p in periods(held["first_on"], held["last_on"], step)
    ]
    n, gaps = sum(counts.values()), sum(bar.value is None for bar in values)
    title = f"{plural(unit).capitalize()} per {step}, {who}"
    desc = f"{n:,} {plural(unit, n)} over {len(values)} {step}s; for {gaps} of them no record is held."
    desc += "".join(f" A line at {day}: {said}." for day, said in turns)
    drawn = charts.bars(values, ident=ident, title=title, desc=desc, kind=unit, lines=lines(turns, held["first_on"], step))
    return {
        "unit": unit,
        "step": step,
        "n": n,
        "n_gaps": gaps,
        "is_own": bool(holder),
        "title": title,
        "chart": drawn,
        "table": [
            {"period": b.label, "n": b.value, "holders": int(b.value is not None) if holder else b.holders} for b in values
        ],
    }


def lines(turns: Iterable[tuple[str, str]], first_on: str, step: str) -> list[tuple[float, str]]:
    """Places of days in a chart that begins with the period of first_on: whole numbers are where a bar's room begins."""
    out = []
    for day, said in turns:
        at, start = date.fromisoformat(day), periods(day, day, step)[0]
        length = {"day": 1, "week": 7}.get(step) or monthrange(at.year, at.month)[1]
        before = len(periods(first_on, day, step)) - 1
        out.append((before + (at - date.fromisoformat(start)).days / length, f"{day}: {said}"))
    return out


def reach(rows: Rows, unit: str, found: Iterable[Row], ident: str, who: str, is_drawn: bool = True) -> Row | None:
    """How many networks were searched at once, in bands; `wide` is the share above 100 of those whose reach is given."""
    bands = [0.0] * len(BANDS)
    for row in found:
        if row["unit"] == unit:
            bands[row["band"]] += row["n"]
    n = sum(bands)
    if not n:
        return None
    given, wide = n - bands[0], sum(bands[4:])
    title = f"{plural(unit).capitalize()} by the number of networks searched, {who}"
    desc = f"{wide:,.0f} of {given:,.0f} {plural(unit)} with a stated reach covered more than 100 networks"
    desc += f"; {bands[0]:,.0f} state none."
    order = [*range(1, len(BANDS)), 0] if is_drawn else []
    values = [charts.Bar(BANDS[at], round(bands[at])) for at in order]
    return {
        "unit": unit,
        "n": round(n),
        "n_unknown": round(bands[0]),
        "n_wide": round(round(wide, 6)),
        "n_given": round(round(given, 6)),
        "title": title,
        "chart": charts.bars(values, ident=ident, title=title, desc=desc, kind=unit) if is_drawn else "",
        "table": [{"period": BANDS[at], "n": round(round(bands[at], 6)), "share": round(bands[at] / n, 6)} for at in order],
    }


def readings(rows: Rows, unit: str, found: Iterable[Row]) -> Row | None:
    """How many reasons gave a purpose, and why the others gave none."""
    counts = {outcome: n for (outcome,), n in add_up((r for r in found if r["unit"] == unit), "outcome").items()}
    total = sum(counts.values())
    if not total:
        return None
    unread = total - counts.get("read", 0)
    why: dict[str, int] = {}
    for outcome, n in counts.items():
        if outcome != "read":
            title = word("outcomes", outcome)
            why[title] = why.get(title, 0) + n
    return {
        "unit": unit,
        "total": total,
        "unreadable": unread,
        "share": unread / total,
        "at_least": unread / total > AT_LEAST_ABOVE,
        "why": [{"why": w, "n": n, "share": n / total} for w, n in sorted(why.items(), key=lambda item: (-item[1], item[0]))],
    }


def purposes(rows: Rows, unit: str, found: Iterable[Row], read: Row | None, ident: str, is_drawn: bool = True) -> list[Row]:
    """Three figures for each purpose seen, sensitive ones first, then by how often they are possible."""
    if not read:
        return []
    counts: dict[str, list[int]] = {}
    for row in found:
        if row["unit"] == unit:
            both = counts.setdefault(row["purpose"], [0, 0])
            both[0] += row["n_certain"]
            both[1] += row["n_possible"]
    sensitive = words()["sensitive"]["ids"]
    return [
        {
            "purpose": purpose,
            "title": word("purposes", purpose),
            "sensitive": purpose in sensitive,
            "certain": certain,
            "possible": possible,
            "unreadable": read["unreadable"],
            "total": read["total"],
            "at_least": read["at_least"],
            "chart": charts.figures(
                certain,
                possible,
                read["unreadable"],
                read["total"],
                ident=f"{ident}-{purpose}",
                title=f"{word('purposes', purpose)}: three figures",
            )
            if is_drawn
            else "",
        }
        for purpose, (certain, possible) in sorted(
            counts.items(), key=lambda item: (item[0] not in sensitive, -item[1][1], item[0])
        )
    ]


def reason_shown(row: Row) -> str:
    """What may be shown of a row's reason and offence; the state in words where there is nothing to show."""
    reason, offence = redact.reason_words(row.get("reason_raw")), redact.reason_words(row.get("offense_raw"))
    if row.get("reason_state") not in (None, "value", "partial", "empty"):
        reason = word("outcomes", row["reason_state"])
    return " · ".join(text for text in (reason, offence) if text) or "left blank"


def entry_shown(rows: Rows, row: Row) -> Row:
    """One entry with what it says and where it is printed."""
    return {"reason": reason_shown(row), **place(rows, row["release_id"], row["row_no"], row["locator"])}


def spread(days: list[str]) -> list[float]:
    """ISO days as positions from 0 to 1 between the first and the last."""
    numbers = [date.fromisoformat(day).toordinal() for day in days]
    wide = (numbers[-1] - numbers[0]) or 1
    return [(n - numbers[0]) / wide for n in numbers]
