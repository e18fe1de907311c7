"""Write a paper: a report's folder with the paper in three formats, or a letter about one finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from plainview import __version__, redact, reports
from plainview.case import Case
from plainview.errors import UserError, UserErrors
from plainview.papers import said
from plainview.papers.blocks import blocks, markdown
from plainview.papers.kinds import Kind, filled
from plainview.papers.pdf import STYLE, pdf
from plainview.papers.word import word
from plainview.store import Store, current
from plainview.tree import in_place_of

FIX = "nothing was written: report this if it is a plate; what is no plate is declared in terms/_vocabulary.txt"
OWN = "papers"  # folder of a case: its own kinds, its style paper.typ, its letterhead paper.docx


def paper(
    case: Case, kind: Kind, template: reports.Template, agency: str, start: date, end: date, out: Path, today: date
) -> dict[str, Any]:  # fmt: skip
    """Write a paper of one agency and period: the folder of its report, with <kind>.pdf, .docx and .md beside the page.

    Raises:
        UserErrors: as `reports.audit` does, and what is wrong with the kind, its style or its letterhead.
    """
    if kind.needs != "period":
        raise UserError(kind.id, "is made about one finding", f"use `plainview report letter FINDING --kind {kind.id}`")

    def made(store: Store, report: Mapping[str, Any]) -> dict[str, bytes]:
        known = said.of_report(report) | {"today": said.on(today)}
        every = said.findings(store, agency_id=report["agency"]["id"])
        known["findings"] = [one for one in every if one["verdict"] != "unclear"]
        known["untold"] = [one for one in every if one["verdict"] == "unclear"]
        ids = {str(row["name"]) for row in store.rows("report/known")} | {one["id"] for one in every}
        return _formats(case, kind, known, today, frozenset(ids))

    return reports.audit(case, template, agency, start, end, out, today, more=made) | {"paper": kind.id}


def letter(case: Case, kind: Kind, finding: str, out: Path, today: date) -> dict[str, Any]:
    """Write a letter that puts one finding to its agency: letter.pdf, .docx and .md in the folder `out`, new or empty.

    finding: its id, or a beginning that only one has.

    Raises:
        UserError: no tables yet, no such finding, one that stays inside the case, a folder that holds something.
    """
    if kind.needs != "finding":
        raise UserError(kind.id, "is made about a period", f"use `plainview report paper {kind.id}`")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(f"--out {out}", "exists and is not empty", "name a new or empty folder")
    folder = current(case.warehouse)
    if folder is None:
        raise UserError(str(case.root), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
    public = folder / "public"
    store = Store(public if public.is_dir() else folder, case.temporary / "duckdb")
    try:
        store.run("page/made_findings")
        one = _found(store, finding)
        known = {"finding": one, "agency": one["agency"], "today": said.on(today), "version": __version__}
        ids = frozenset(str(row["name"]) for row in store.rows("papers/known")) | {one["id"]}
        files = _formats(case, kind, known, today, ids)
    finally:
        store.close()
    with in_place_of(out) as fresh:
        for name, data in files.items():
            (fresh / name).write_bytes(data)
    return {"paper": kind.id, "finding": one["id"], "agency": one["agency"], "files": sorted(files)}


def _found(store: Store, named: str) -> dict[str, Any]:
    wanted = named.strip().lower()
    ids = [row["finding_id"] for row in store.rows("papers/ids") if wanted and row["finding_id"].startswith(wanted)]
    if len(ids) != 1:
        problem = f"fits {len(ids)} findings" if ids else "is no finding that may be shown outside this case"
        raise UserError(named[:40] or "FINDING", problem, "copy the id from its page, or see `plainview findings`")
    return said.findings(store, finding_id=ids[0])[0]


def _formats(case: Case, kind: Kind, known: dict[str, Any], today: date, ids: frozenset[str]) -> dict[str, bytes]:
    """The paper as three files, after the scan that every page passes."""
    text = filled(kind, known)
    html = markdown().render(text).replace("<code>", '<code class="id">')
    problems = [UserError(f"{kind.id}.md", one, FIX) for one in redact.check_page(html, ids)[:20]]
    if problems:
        raise UserErrors(problems)
    found = blocks(text)
    title = next(("".join(s.text for s in one.spans) for one in found if one.kind == "heading"), kind.title)
    own = case.root / OWN
    style, letterhead = own / "paper.typ", own / "paper.docx"
    return {
        f"{kind.id}.md": text.encode(),
        f"{kind.id}.pdf": pdf(found, title, today, style if style.exists() else STYLE),
        f"{kind.id}.docx": word(found, title, today, letterhead if letterhead.exists() else None),
    }


def told(kind: Kind, out: Path) -> list[str]:
    """What was written, as lines for a person."""
    return [f"{kind.title}:", *(f"  {out / f'{kind.id}.{one}'}" for one in ("pdf", "docx", "md"))]
