"""The data-sharing report of one agency for one day, as a folder: a page that needs nothing else, its twin as data, and the same
as CSV, GraphML and GeoJSON."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from plainview import redact, site
from plainview.case import Case
from plainview.errors import UserError, UserErrors
from plainview.pages import _pictures as pictures
from plainview.pages import _shared_day as shared_day
from plainview.pages._rows import Rows
from plainview.store import Store, current
from plainview.tree import in_place_of

PAGE, DATA, STEM = "index.html", "index.json", "sharing"
ASSETS = ("site.css", "site.js", "picture.js")


def write(case: Case, agency: str, day: date, out: Path) -> dict[str, Any]:
    """Write the report into the folder `out`, made from the public files of the case alone; the report as data.

    The folder is written beside and moved in by rename: a killed run leaves none or the old one.

    Raises:
        UserError: no tables yet, no such agency, or a folder that holds something else.
        UserErrors: something that must not leave the case; then nothing was written.
    """
    refuse_other_folder(out)
    folder = current(case.warehouse)
    if folder is None:
        raise UserError(str(case.root), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
    store = Store(folder / "public" if (folder / "public").is_dir() else folder, case.temporary / "duckdb")
    try:
        page, files = made(store, agency, day)
        with in_place_of(out) as fresh:
            for name, text in files.items():
                (fresh / name).write_bytes(text.encode())
            for asset in ASSETS:
                shutil.copyfile(site.HERE / "assets" / asset, fresh / asset)
    except OSError as error:
        raise UserError(str(out), f"cannot be written: {error.strerror}", "name a folder that you may write to") from error
    finally:
        store.close()
    return page


def refuse_other_folder(out: Path) -> None:
    """UserError if the folder holds anything but such a report."""
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if not is_free and not (out.is_dir() and (out / DATA).is_file() and (out / f"{STEM}.graphml").is_file()):
        raise UserError(f"--out {out}", "exists and holds no sharing report", "name a new or empty folder")


def made(store: Store, agency: str, day: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The report as data, and its files by name, each scanned before it is given."""
    rows = Rows(store)
    page = shared_day.build(store, agency, day)
    downloads = {f"{STEM}.{name.rsplit('.', 1)[-1]}": content for name, content in page.pop("downloads").items()}
    drawings = pictures.attach(rows, page, "shared", PAGE)
    html = (
        site.environment()
        .get_template("shared.html")
        .render(page=page, root="", stem="shared", downloads=list(downloads), twin=DATA, frame="alone.html")
    )
    data = site.without_charts(page)
    known, downloads = site.known_ids(rows), downloads | drawings
    problems = {PAGE: redact.check_page(html, known), DATA: redact.check_data(data, known)}
    problems |= {name: site.check_file(content, known) for name, content in downloads.items()}
    errors = list(site.errors_of(problems))
    if errors:
        raise UserErrors(errors[:20])
    files = {name: site.file_text(name, content) for name, content in downloads.items()}
    return data, {PAGE: html, DATA: json.dumps(data, ensure_ascii=False, indent=1) + "\n", **files}


def told(page: dict[str, Any], out: Path) -> list[str]:
    """What was written, in lines for a person."""
    who, whom = (side["n_now"] for side in page["sides"])
    more = page["exposure"]["n"]
    return [
        f"{page['agency']['name']} on {page['on']}, by the records held:",
        f"  {who:,} could search its cameras; it could search those of {whom:,}",
        f"  {more:,} more {'is' if more == 1 else 'are'} one partner away: exposure, not a share",
        f"open {out / PAGE}",
    ]
