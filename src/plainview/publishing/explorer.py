"""Pages over the tables of entries: where each agency's files are, and a table that loads them one at a time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from plainview import redact, site
from plainview.errors import UserError, UserErrors
from plainview.pages import _citation as citation
from plainview.pages._case import slugs
from plainview.pages._rows import Rows
from plainview.publishing import manifest, whole
from plainview.publishing.shards import LARGEST, Shard
from plainview.publishing.shown import NOT_NAMED, Log, columns

SCRIPT = "explore.js"
STEM, TITLE = "data", "All log entries"
NO_AGENCY = "not-named"


@dataclass(frozen=True, slots=True)
class Listed:
    """One agency's pieces."""

    slug: str
    name: str
    shards: tuple[Shard, ...]

    @property
    def n(self) -> int:
        return sum(one.n for one in self.shards)


def folder_of(slug: str) -> str:
    return slug or NO_AGENCY


def join(rows: Rows) -> None:
    """Add a link to these pages to the menu of every page that is about to be written."""
    for stem, module in rows.once("modules", lambda _: site.page_modules()).items():
        root = "../" if hasattr(module, "ids") else ""
        drawn = menu(rows, stem, root)
        rows.once(("menu", stem), lambda _, drawn=drawn: drawn)  # type: ignore[misc]


def menu(rows: Rows, stem: str, root: str) -> Markup:
    here = Markup(' aria-current="page"') if stem == STEM else ""
    return site.menu(rows, stem, root) + Markup('\n<li><a href="{}"{}>{}</a></li>').format(f"{root}{STEM}.html", here, TITLE)


def agencies(rows: Rows) -> list[dict[str, str]]:
    """Agencies as the pages name them."""
    slug = slugs(rows)
    return [
        {
            "agency_id": slug[row["agency_id"]],
            "name": redact.name(row["canonical"]),
            **{key: row[key] or "" for key in ("state", "kind", "level")},
        }
        for row in rows.rows("page/agencies")
    ]


def refuse_odd(log: Log, known: frozenset[str]) -> None:
    """Raise where a text of a published table looks like a plate, token or contact to the redaction: each distinct one once."""
    problems: list[str] = []
    for column in columns():
        if not column.get("listed") or column["type"] != "string":
            continue
        key = "name" if column["name"] in ("custodian", "searcher") else "id" if column["name"].endswith("_id") else "text"
        for text in log.entries[column["name"]].unique().to_pylist():
            problems += redact.check_data({key: text}, known)
    if problems:
        raise UserErrors([UserError(f"table of {log.name}", one, site.FIX) for one in problems[:20]])


def write_pages(rows: Rows, folder: Path, listed: list[Listed], n: int, known: frozenset[str]) -> None:
    """Write data.html and a page for each agency whose log is held, each with its JSON twin.

    Raises:
        UserErrors: a page holds what must not leave the case.
    """
    errors: list[UserError] = []
    logs = [
        {
            "name": one.name,
            "url": f"tables/{folder_of(one.slug)}/index.html",
            "n": one.n,
            "n_files": len(one.shards),
            "first": one.shards[0].month if one.shards else "",
            "last": one.shards[-1].month if one.shards else "",
        }
        for one in listed
    ]
    downloads = [
        {"path": path, "bytes": (folder / path).stat().st_size, "means": means}
        for path, means in (
            (whole.ENTRIES_PARQUET, "the whole table, for programs"),
            (whole.ENTRIES_CSV, "the whole table as CSV, packed"),
            (whole.AGENCIES, "the agencies"),
            (whole.SQLITE, "the same tables as a SQLite database, for Datasette"),
            (whole.DATASETTE, "what these tables are, for Datasette"),
        )
        if (folder / path).exists()
    ]
    page = {
        "title": TITLE,
        "n": n,
        "logs": logs,
        "downloads": downloads,
        "columns": [{"name": one["name"], "type": one["type"], "means": one["means"]} for one in columns()],
        "manifest": manifest.NAME,
        "package": whole.PACKAGE,
        "largest": LARGEST,
    }
    errors += _write(rows, folder, "publish/data.html", f"{STEM}.html", "", page, known)
    for one in listed:
        page = {
            "title": f"Log entries: {one.name}",
            "name": one.name,
            "is_named": one.name != NOT_NAMED,
            "n": one.n,
            "shards": [_told(shard) for shard in one.shards],
        }
        path = f"tables/{folder_of(one.slug)}/index.html"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        errors += _write(rows, folder, "publish/entries.html", path, "../../", page, known)
    if errors:
        raise UserErrors(errors[:20])


def _told(shard: Shard) -> dict[str, Any]:
    """A piece as the page tells it: from which searcher to which. Those are names, and looked at as names are."""
    told = asdict(shard)
    return told | {"first_name": told.pop("first"), "last_name": told.pop("last")}


def _write(
    rows: Rows, folder: Path, template: str, path: str, root: str, page: dict[str, Any], known: frozenset[str]
) -> list[UserError]:
    templates = rows.once("templates", lambda _: site.environment())
    drawn = menu(rows, STEM, root)
    html = templates.get_template(template).render(
        page=page,
        root=root,
        stem=STEM,
        menu=drawn,
        downloads=[],
        twin=site.twin_name(path),
        path=path,
        source=citation.source(rows),
    )
    twin = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
    problems = {path: redact.check_page(html, known), f"{path} (data)": redact.check_data(page, known)}
    (folder / path).write_text(html, encoding="utf-8")
    (folder / path.replace(".html", ".json")).write_text(twin, encoding="utf-8")
    return list(site.errors_of(problems))
