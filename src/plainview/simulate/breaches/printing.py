"""The country printed as the real exports look: audits, pages, documents.csv and the 287(g) list."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from plainview.simulate import knowledge
from plainview.simulate.breaches.country import Country, known
from plainview.simulate.breaches.duties import LIST_DAYS
from plainview.simulate.breaches.plant import Page, Row
from plainview.simulate.portals import CSV_HEADER
from plainview.simulate.printing import csv_cell
from plainview.simulate.searching import uuids

_CARD = (
    '<div style="padding:16px"><div style="flex:1"><p style="font-weight:700">{}</p>'
    '<div style="white-space:pre-line">{}</div></div></div>'
)
_SECTION = '<div id="{}" style="flex:1"><h3>{}</h3><div>'
_POLICIES = ("Acceptable Use Policy", "Access Policy")
_DOCUMENTS = "agency,document,answer,dated_on,covers_from,covers_to,url,note"


def write(country: Country, out: Path) -> dict[str, int]:
    """Write all records below `out/records`, the papers below `out/case` and the list below `out/lists`; tell what was planted
    where it stands. Returns: how many files and rows of logs."""
    records = out / "records"
    rows = 0
    for (agency, kind), log in sorted(country.logs.items()):
        rows += _audit(country, records, agency, kind, log)
    for page in country.pages:
        _page(country, records, page)
    (out / "case").mkdir()
    lines = [f"{p.agency},{p.document},{p.answer},,,{p.covers_to or ''},," for p in country.papers]
    (out / "case" / "documents.csv").write_text("\n".join([_DOCUMENTS, *lines]) + "\n", encoding="utf-8")
    (out / "lists").mkdir()
    (out / "lists" / "287g_history.csv").write_text("\n".join(_members(country)) + "\n", encoding="utf-8")
    return {"files": sum(1 for path in records.rglob("*") if path.is_file()), "rows": rows}


def _members(country: Country) -> Iterator[str]:
    names = known()["state_names"]
    yield "date,state,agency,type"
    for day in LIST_DAYS:
        for one in country.members:
            if not (one.left and day == LIST_DAYS[-1]):
                yield f"{day},{names[one.state]},{one.name},{one.model}"


def _audit(country: Country, records: Path, agency: str, kind: str, log: list[Row]) -> int:
    folder = records / knowledge.slug(agency)
    folder.mkdir(parents=True, exist_ok=True)
    exports = knowledge.table("exports")
    labels = exports["headers"][country.headers.get(agency, "fourteen")]
    ordered = sorted(log, key=lambda row: (row.at, row.org, row.plate, row.reason))
    name = f"{folder.name}/{kind}_audit_2026.csv"
    ids = uuids(country.rng, len(ordered)).tolist()
    with (records / name).open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(labels) + "\n")
        for number, (row, id_) in enumerate(zip(ordered, ids, strict=True), 1):
            cells = _cells(row, id_)
            file.write(",".join(csv_cell(cells[exports["labels"][label]]) for label in labels) + "\n")
            for one in row.planted:
                one.rows.append(f"{name}:{number}")
    return len(ordered)


def _cells(row: Row, id_: str) -> dict[str, str]:
    opens = row.opens()
    return {
        "id": id_, "name": row.name, "org": row.org, "networks": str(row.networks), "devices": str(row.devices),
        "window": "" if opens is None else f"{printed(opens)}\n{printed(row.at)}", "plate": row.plate, "reason": row.reason,
        "offense": row.offense, "case": row.case, "filters": row.filters, "time": printed(row.at),
        "type": "lookup" if row.plate else "search", "prompt": "", "moderation": "",
    }  # fmt: skip


def printed(at: datetime) -> str:
    """A UTC instant as the vendor prints it."""
    hour = at.hour % 12 or 12
    half = "AM" if at.hour < 12 else "PM"
    return f"{at.month:02d}/{at.day:02d}/{at.year:04d}, {hour:02d}:{at.minute:02d}:{at.second:02d} {half} UTC"


def _card(label: str, text: str) -> str:
    return _CARD.format(html.escape(label, quote=False), html.escape(text, quote=False))


def _page(country: Country, records: Path, page: Page) -> None:
    words = knowledge.table("portal")
    own = {"name": page.agency, "slug": knowledge.slug(page.agency)}
    name = f"{own['slug']}/portal/{page.day.isoformat()}.html"
    (records / name).parent.mkdir(parents=True, exist_ok=True)
    hidden = set() if page.policy else set(_POLICIES)
    hidden |= set() if page.prohibited else {"Prohibited Uses"}
    policies = {label: text.format(**own) for label, text in words["policies"].items() if label not in hidden}
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    day = f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[page.day.weekday()]} {months[page.day.month - 1]} {page.day:%d %Y}"
    usage = {"Data retention (in days)": f"{page.retention} days"} if page.retention else {}
    if page.partners:
        usage[f"Organizations granted access to {page.agency} data"] = ", ".join(name for name, _ in page.partners)
    if page.sources:
        usage[f"Organizations sharing their data with {page.agency}"] = ", ".join(page.sources)
    usage["Number of LPR and other cameras"] = str(int(country.rng.integers(8, 90)))
    if page.posted is not None or page.audit is not None:
        usage["Searches in the last 30 days"] = f"{len(page.audit or []) if page.posted is None else page.posted:,}"
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="generator" content="plainview simulate: made up, no real agency">',
        f"<title>Flock Safety - {html.escape(page.agency)} Transparency Portal</title></head><body><div><header>",
        f'<div style="text-align:center"><h1>{html.escape(page.agency)}</h1><h2>Transparency Portal</h2>',
        f'<p>Last Updated: <span title="{page.day.isoformat()}T17:00:00.000Z">{day}</span></p></div></header>',
        '<div id="reportContent">',
        f'<div id="overview"><h3>Overview</h3><div><p>{html.escape(words["overview"].format(**own))}</p></div></div>',
        f'<div class="tpMainStack">{_SECTION.format("policies", "Policies")}',
        *(_card(label, text) for label, text in policies.items()),
        *([] if page.whole else [_card("Lantern Hours of the Second Watch", "Kept by the desk")]),
        f"</div></div>{_SECTION.format('usage', 'Usage')}",
        *(_card(label, text) for label, text in usage.items()),
        *([] if page.audit is None else [_list_of(country, page.audit)]),
        '</div></div></div><footer><p>Provided by <a href="https://vendor.example/">Flock Safety</a></p></footer>',
        "</div></div></body>\n</html>\n",
    ]
    (records / name).write_text("".join(parts), encoding="utf-8")
    for one in page.planted:
        one.rows.append(name)
    for partner, planted in page.partners:
        if planted:
            planted.rows.append(f"{name}#{partner}")


def _list_of(country: Country, audit: list[tuple[datetime, str]]) -> str:
    lines = [CSV_HEADER]
    for (at, reason), id_ in zip(sorted(audit), uuids(country.rng, len(audit)).tolist(), strict=True):
        typed = reason.replace('"', '""')
        lines.append(f'"{id_}","***","{at:%Y-%m-%dT%H:%M:%S}.000Z","40","{typed}"')
    link = (
        '<a download="search_audit.csv" href="data:text/csv;charset=utf-8,' + quote("\n".join(lines), safe="!*'()")
        + '" target="_blank" rel="noreferrer noopener">Download CSV</a>'
    )  # fmt: skip
    return _CARD.format("Public Search Audit", link)
