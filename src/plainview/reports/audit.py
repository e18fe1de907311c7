"""The periodic audit report: a folder with a page for people, its twin as data, and a file of rows behind every figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import pyarrow as pa

from plainview import __version__, decisions, redact
from plainview.case import Case
from plainview.decisions import findings as decided
from plainview.errors import UserError, UserErrors
from plainview.reports import samples
from plainview.reports.asked import Asked, checked
from plainview.reports.periods import WORDS
from plainview.reports.rowfiles import FIX, RowFiles
from plainview.reports.sections import build
from plainview.reports.template import Template
from plainview.store import Store, current
from plainview.tree import in_place_of

HERE = Path(__file__).parent
PAGE, DATA, ROWS = "report.html", "report.json", "rows"
FIRST = "coverage"  # no figure is told without what the records cover
MADE = ("page/made_outcomes", "page/made_findings", "report/made_entries", "report/made_searches")
_STATES = pa.schema([("finding_id", pa.string()), ("state", pa.string())])


More = Callable[[Store, Mapping[str, Any]], dict[str, bytes]]


def audit(
    case: Case, template: Template, agency: str, start: date, end: date, out: Path, today: date, more: More | None = None
) -> dict[str, Any]:  # fmt: skip
    """Write the report of one agency and period into the folder `out`; the report as data.

    Made from the public files of the case alone. The folder is written beside and moved in by rename: a killed run leaves
    none or the old one.

    more: what else stands in the folder, by file name, made from the open tables and the report.

    Raises:
        UserErrors: no tables yet, an agency, state or period that does not fit the template, a folder that holds something
            else, or something that must not leave the case; then nothing was written.
    """
    refuse_other_folder(out)
    folder = current(case.warehouse)
    if folder is None:
        raise UserError(str(case.root), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
    is_public = (folder / "public").is_dir()  # where the case holds files that may not be shown
    store = Store(folder / "public" if is_public else folder, case.temporary / "duckdb")
    try:
        asked = checked(store, template, agency, start, end)
        with in_place_of(out) as fresh:
            report = _made(store, case, asked, is_public, fresh, today)
            for name, data in (more(store, report) if more else {}).items():
                (fresh / name).write_bytes(data)
    except OSError as error:
        raise UserError(str(out), f"cannot be written: {error.strerror}", "name a folder that you may write to") from error
    finally:
        store.close()
    return report


def refuse_other_folder(out: Path) -> None:
    """UserError if the folder holds anything but a report."""
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if not is_free and not (out.is_dir() and (out / DATA).is_file() and (out / ROWS).is_dir()):
        raise UserError(f"--out {out}", "exists and holds no report", "name a new or empty folder")


def _made(store: Store, case: Case, asked: Asked, is_public: bool, fresh: Path, today: date) -> dict[str, Any]:
    columns = {
        "agency_id": [asked.agency_id],
        "state": [asked.state],
        "from_on": pa.array([asked.from_on]),
        "to_on": pa.array([asked.to_on]),
    }
    store.lend("report_asked", pa.table(columns))
    for name in MADE:
        store.run(name)
    said = samples.lend(store, case, asked, is_public)
    evidence = {str(row["finding_id"]): str(row["evidence"]) for row in store.rows("decided/findings")}
    states = decided.findings_state(decisions.table(case.decisions).to_pylist(), evidence, decided.two_person(case))
    rows = [{"finding_id": name, "state": one.state} for name, one in states.items()]
    store.lend("report_states", pa.Table.from_pylist(rows, _STATES))
    known = frozenset(str(row["name"]) for row in store.rows("report/known"))
    files = RowFiles(fresh / ROWS, known)
    names = [FIRST, *(name for name in asked.template.sections if name != FIRST)]
    sections = [build(store, name, files) for name in names]
    for section in sections:
        if section["id"] == "sample":
            section["lines"] = said
    report = {**_head(asked, today), **_cover(sections[0]), "sections": sections}
    html = _page().render(report=report)
    for listed in (part["listed"] for section in sections for part in section["parts"] if part["listed"]):
        del listed["columns"]  # headings of the page alone
    data = json.dumps(report, ensure_ascii=False, indent=1)
    problems = files.problems + [UserError(PAGE, one, FIX) for one in redact.check_page(html, known)[:20]]
    problems += [UserError(DATA, one, FIX) for one in redact.check_data(report, known)[:20]]
    if problems:
        raise UserErrors(problems[:20])
    # The style is this program's own and is put in after the scan, which would take its lengths and colours for plates.
    style = (HERE / "audit.css").read_text(encoding="utf-8")
    (fresh / PAGE).write_bytes(html.replace("<style></style>", f"<style>\n{style}</style>", 1).encode())
    (fresh / DATA).write_bytes(data.encode())
    return report


def _head(asked: Asked, today: date) -> dict[str, Any]:
    one = asked.template
    return {
        "report": "audit",
        "template": one.id,
        "title": one.title,
        "agency": {"id": asked.agency_id, "name": asked.agency, "state": asked.state},
        "period": {"from_on": asked.from_on.isoformat(), "to_on": asked.to_on.isoformat(), "kind": WORDS[one.period]},
        "made_on": today.isoformat(),
        "version": __version__,
        "words": one.words,
        "law": {
            "jurisdiction": one.jurisdiction.upper(), "citation": one.citation, "url": one.url, "source_kind": one.source_kind,
            "from_on": one.from_on.isoformat() if one.from_on else "", "who": one.who, "due": one.due,
        },
        "caveats": _caveats(asked),
        "blanks": list(one.blanks),
        "signatures": list(one.signatures),
    }  # fmt: skip


def _caveats(asked: Asked) -> list[str]:
    """What about the law is not known, or does not reach the period."""
    one = asked.template
    said = [one.caveat] if one.caveat else []
    if one.from_on and asked.to_on < one.from_on:
        said.insert(0, f"The duty is in force since {one.from_on.isoformat()}: it does not reach this period.")
    elif one.from_on and asked.from_on < one.from_on:
        said.insert(0, f"The duty is in force since {one.from_on.isoformat()}: it reaches only a part of this period.")
    return said


def _cover(section: dict[str, Any]) -> dict[str, Any]:
    """In words, what the records cover: days held of each log, and every month of which nothing is held."""
    lines, any_held = [], False
    for part in section["parts"]:
        cells = [(row["id"], {name: one["n"] for name, one in row["cells"].items()}) for row in part["rows"]]
        held = sum(one.get("held", 0) + one.get("low", 0) for _, one in cells)
        days = held + sum(one.get("missing", 0) for _, one in cells)
        any_held |= held > 0
        if not held:
            lines.append(f"{part['title']}: no record is held of this period.")
            continue
        bare = [month for month, one in cells if not one.get("held") and not one.get("low")]
        lines.append(
            f"{part['title']}: {held:,} of {days:,} days are held."
            + (f" No record is held of {', '.join(bare)}." if bare else "")
        )
    section["lines"] = lines
    return {"has_record": any_held, "covered": lines}


def _page() -> jinja2.Template:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["n"] = lambda value: f"{value:,}" if isinstance(value, int) else value
    return found.get_template("audit.html")
