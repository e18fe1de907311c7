"""Transparency portals: weekly pages and the 30-day CSV they carry, one representative search a session."""

from __future__ import annotations

import html
import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.audits import spelled
from plainview.simulate.searching import Searches, Texts
from plainview.simulate.truth import Told
from plainview.simulate.world import World

CSV_HEADER = '"id","userId","searchDate","networkCount","reason"'
_DAYS = 30
_WEEKDAYS = (
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
)  # not strftime: a locale would change the page
_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_CARD = '<div style="padding:16px;background-color:#F2F7FA;border-radius:8px"><div style="display:flex;gap:16px">'
_SECTION = '<div id="{id}" style="flex:1"><h3 style="font-weight:500;font-size:1.25rem">{title}</h3><div>'


@dataclass(frozen=True, slots=True)
class Portal:
    """One custodian's portal. Its searches wait in `spool`, a file a day, until the pages are made from them."""

    custodian: int
    agency: int
    spool: Path


def spool(portal: Portal, batch: Searches, search_ids: Texts) -> None:
    """Put the agency's own searches of this batch aside, a file a day, in order of time."""
    (rows,) = np.nonzero(batch.searcher == portal.agency)
    portal.spool.mkdir(parents=True, exist_ok=True)
    days = batch.seconds[rows] // 86_400
    for day in np.unique(days).tolist():
        of_day = rows[days == day]
        cells = (
            batch.seconds[of_day].tolist(), batch.millis[of_day].tolist(), batch.account[of_day].tolist(),
            batch.networks[of_day].tolist(), batch.ids[of_day], search_ids[of_day], batch.reason[of_day],
        )  # fmt: skip
        with (portal.spool / _day_file(day)).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines("\t".join(map(str, row)) + "\n" for row in zip(*cells, strict=True))


def write_snapshots(portal: Portal, world: World, out: Path, truth: Told) -> None:
    """Write the weekly pages of one portal and the CSV of each, from what was put aside."""
    agency = world.agencies[portal.agency]
    pages, audits = out / agency.slug / "portal", out / agency.slug / "search_audit"
    pages.mkdir(parents=True)
    audits.mkdir(parents=True)
    first: date = knowledge.table("portal")["first_snapshot"]
    start = max(0, (first - world.first_day).days)
    for turn, number in enumerate(range(start, world.days + 1, 7)):
        day = world.day(number)
        name = f"{agency.slug}/search_audit/{day.isoformat()}.csv"
        rows = _write_csv(portal, out / name, name, day, turn, truth)
        truth.file(name, "portal_audit", agency.id, day.isoformat()[:7], rows)
        page = f"{agency.slug}/portal/{day.isoformat()}.html"
        _write_page(portal, world, number, rows, out / name, out / page)
        truth.file(page, "portal_page", agency.id, day.isoformat()[:7], rows)


def _write_csv(portal: Portal, path: Path, name: str, day: date, turn: int, truth: Told) -> int:
    """Write the representatives of the 30 days before `day`; return how many. No final line end, as the portal does."""
    row = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(CSV_HEADER)
        for hour in _hours(portal, day):
            lines = _representatives(hour, turn)
            for at, millis, _, networks, vendor_id, _, reason in lines:
                when = f"{np.datetime64(int(at), 's')}.{int(millis):03d}Z"
                typed = reason.replace('"', '""')
                file.write(f'\n"{vendor_id}","***","{when}","{networks}","{typed}"')
            truth.entries(name, row + 1, [line[5] for line in lines])
            row += len(lines)
    return row


def _hours(portal: Portal, day: date) -> Iterator[list[list[str]]]:
    """Yield the searches of each UTC hour of the window, oldest first: at most one hour is held."""
    for back in range(_DAYS, 0, -1):
        path = portal.spool / _day_file((day - timedelta(days=back) - date(1970, 1, 1)).days)
        if path.exists():
            with path.open(encoding="utf-8", newline="\n") as file:
                rows = (line[:-1].split("\t") for line in file)
                for _, hour in itertools.groupby(rows, key=lambda row: int(row[0]) // 3600):
                    yield list(hour)


def _representatives(hour: list[list[str]], turn: int) -> list[list[str]]:
    """Pick one search a session (user and reason within the hour), drawn again at each refresh."""
    sessions: dict[tuple[str, str], list[list[str]]] = {}
    for row in hour:
        sessions.setdefault((row[2], row[6]), []).append(row)
    picked = [
        rows[zlib.crc32(f"{turn} {rows[0][4]}".encode()) % len(rows)] if len(rows) > 1 else rows[0] for rows in sessions.values()
    ]
    return sorted(picked, key=lambda row: (int(row[0]), int(row[1]), row[4]))


def _day_file(day: int) -> str:
    return f"{day}.tsv"


def _write_page(portal: Portal, world: World, number: int, searches: int, csv_path: Path, path: Path) -> None:
    """Write one page; the CSV goes into its data: link line by line, so a long one is never held."""
    words = knowledge.table("portal")
    agency = world.agencies[portal.agency]
    rng = np.random.default_rng([world.seed, 6, portal.custodian, number])
    day = world.day(number)
    refreshed = f"{day.isoformat()}T12:{int(rng.integers(60)):02d}:{int(rng.integers(60)):02d}.{int(rng.integers(1000)):03d}Z"
    printed = f"{_WEEKDAYS[day.weekday()]} {_MONTHS[day.month - 1]} {day.day:02d} {day.year}"
    partners = (world.begins[portal.agency] < number) & (world.ends[portal.agency] >= number)
    names = sorted(spelled(world, portal.custodian)[partners].tolist())
    vehicles = int(agency.cameras * rng.integers(24_000, 42_000))
    usage = {
        "Data retention (in days)": f"{words['retention_days']} days",
        "Number of LPR and other cameras": str(agency.cameras),
        f"Organizations granted access to {agency.name} data": ", ".join(names),
        "Vehicles detected in the last 30 days": f"{vehicles:,}",
        "Hotlist hits in the last 30 days": f"{int(vehicles * rng.uniform(0.001, 0.003)):,}",
        "Searches in the last 30 days": f"{searches:,}",
    }
    own = {"name": agency.name, "slug": agency.slug}
    policies = {label: text.format(**own) for label, text in words["policies"].items()}
    title, href = words["more_title"].format(**own), words["more_href"].format(**own)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="generator" content="plainview simulate: made up, no real agency">'
            f"<title>Flock Safety - {html.escape(agency.name)} Transparency Portal</title></head><body><div><header>"
            f'<div style="text-align:center"><h1>{html.escape(agency.name)}</h1><h2>Transparency Portal</h2>'
            f'<p>Last Updated: <span title="{refreshed}">{printed}</span></p></div></header><div id="reportContent">'
            f'<div id="overview"><h3>Overview</h3><div><p>{html.escape(words["overview"].format(**own))}</p></div></div>'
            f'<div class="tpMainStack">{_SECTION.format(id="policies", title="Policies")}'
        )
        file.writelines(_card(label, text) for label, text in policies.items())
        file.write(f"</div></div>{_SECTION.format(id='usage', title='Usage')}")
        file.writelines(_card(label, text) for label, text in usage.items())
        before, after = _card("Public Search Audit", "\0").split("\0")
        file.write(before + '<a download="search_audit.csv" href="data:text/csv;charset=utf-8,')
        with csv_path.open(encoding="utf-8", newline="") as rows:
            file.writelines(quote(line, safe="!*'()") for line in rows)
        file.write(f'" target="_blank" rel="noreferrer noopener">Download CSV</a>{after}</div></div></div>')
        file.write('<div id="additionalInfo"><h3>Additional Info</h3><div>' + _card(title, "\0").replace(
            "\0", f'<a href="{html.escape(href)}" target="_blank" rel="noreferrer noopener">{html.escape(href)}</a>'
        ))  # fmt: skip
        file.write('</div></div><footer><p>Provided by <a href="https://vendor.example/">Flock Safety</a></p></footer>')
        file.write("</div></div></body>\n</html>\n")


def _card(label: str, text: str) -> str:
    return (
        f'{_CARD}<div style="flex:1"><p style="font-weight:700">{html.escape(label, quote=False)}</p>'
        f'<div style="white-space:pre-line">{html.escape(text, quote=False)}</div></div></div></div>'
    )
