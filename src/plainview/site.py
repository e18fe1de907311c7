"""Publish every page of one generation as static files. Nothing is written that redact has not passed, and the site appears
whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import pkgutil
import re
import shutil
from collections.abc import Collection, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
from markupsafe import Markup, escape

from plainview import charts, copies, pages, redact
from plainview.errors import UserError, UserErrors
from plainview.looked import Looked
from plainview.pages import _citation as citation
from plainview.pages import _figures as figures
from plainview.pages import _moved as moved
from plainview.pages import _pictures as pictures
from plainview.pages import _related as related
from plainview.pages._case import slugs
from plainview.pages._rows import Rows, Source
from plainview.sharing import formats
from plainview.templating import Environment
from plainview.tree import Tree, in_place_of

HERE = Path(__file__).parent
START = "overview"
ASSETS = ("site.css", "site.js", "graph.js", "find.js", "picture.js")
# Scripts that hold data, and the name by which the script that draws it knows it.
DATA_SCRIPTS = {"network-data.js": "plainviewNetwork", "find-index.js": "plainviewIndex"}
MANY = 400  # pages of one kind, from which a second core pays
FIX = "nothing was published: report the page if this is a plate; a code section is declared in terms/_vocabulary.txt"
# The order of the menu: page file name, words on the link. A page that is not here is reached from another.
MENU = (
    ("overview", "Overview"),
    ("coverage", "Coverage"),
    ("changes", "Changes"),
    ("policies", "Policies"),
    ("sharing", "Sharing"),
    ("searchers", "Searchers"),
    ("purposes", "Purposes"),
    ("masked", "Masked here, shown there"),
    ("findings", "Findings"),
    ("rules", "Rules"),
    ("doors", "Doors"),
    ("watch", "Alerts"),
    ("releases", "Files"),
    ("refused", "Not taken in"),
    ("issues", "Oddities"),
    ("method", "Method"),
    ("glossary", "Words"),
)
# Pages that belong under one of the menu.
PARENTS = {
    "purpose": "purposes",
    "searcher": "searchers",
    "release": "releases",
    "days": "coverage",
    "changed": "changes",
    "policy": "policies",
    "search": "masked",
    "finding": "findings",
    "door": "doors",
    "shared": "sharing",
    "network": "sharing",
    "letter": "find",
}
# Pages of one thing each whose folder is called after the page that lists them.
FOLDERS = {"finding": "findings", "door": "doors"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def publish(store: Source, out: Path, *, handling: Collection[str] = ("public",)) -> Path:
    """Write the whole site to `out`, replacing what is there, and return the path of its first page.

    The site is written beside `out` and moved in by rename: a run that is killed leaves the old site, never half a new one.

    Args:
        handling: which releases may be shown. One file of another handling in the case, and nothing is published.

    Raises:
        UserError: a release may not be shown, or a page holds what must not leave the case (all are named at once).
    """
    rows = Rows(store)
    refuse_unpublishable(rows, handling)
    with in_place_of(out) as fresh:
        write_pages(rows, fresh, before=out)
        for asset in ASSETS:
            shutil.copyfile(HERE / "assets" / asset, fresh / asset)
    return out / "index.html"


def refuse_unpublishable(rows: Rows, handling: Collection[str]) -> None:
    """Raise where a release's handling forbids a page that counts it."""
    errors = [
        UserError(
            f"release {row['release_id']}",
            f"its handling is {row['handling']}, and this site may only show {', '.join(sorted(handling))}",
            "publish from a case without it, or name its handling when you publish",
        )
        for row in rows.rows("page/releases")
        if (row["handling"] or "public") not in handling
    ]
    if errors:
        raise UserErrors(errors)


def page_modules() -> dict[str, ModuleType]:
    """Every page by its file name; files that begin with `_` are parts of pages."""
    names = sorted(found.name for found in pkgutil.iter_modules(pages.__path__) if not found.name.startswith("_"))
    return {name: import_module(f"plainview.pages.{name}") for name in names}


def render(rows: Rows, stem: str, id: str = "") -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Build one page: its HTML, its JSON twin, and its files by name: what is downloaded, and what a script of its own draws.

    A file is a table (CSV) or plain data, which `file_text` writes in the format of its name.
    """
    html, page, files = rendered(rows, stem, id)
    return html, without_charts(page), files


def rendered(rows: Rows, stem: str, id: str = "") -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The same, the page's dict with its drawings."""
    modules, templates = rows.once("modules", lambda _: page_modules()), rows.once("templates", lambda _: environment())
    page = modules[stem].build(rows, id)
    downloads: dict[str, Any] = page.pop("downloads", {})
    drawn: dict[str, Any] = page.pop("scripts", {})
    drawn |= pictures.attach(rows, page, stem, address(rows, stem, id))
    root = "../" if hasattr(modules[stem], "ids") else ""
    html = templates.get_template(f"{stem}.html").render(
        page=page,
        root=root,
        stem=stem,
        menu=rows.once(("menu", stem), lambda r: menu(r, stem, root)),
        downloads=list(dict.fromkeys([*downloads, *related.tables(rows, stem)])),
        twin=twin_name(address(rows, stem, id)),
        path=address(rows, stem, id),
        source=citation.source(rows),
    )
    return html, page | {"source": citation.source(rows)}, downloads | drawn


def environment() -> jinja2.Environment:
    found = Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters["n"] = lambda value: "–" if value is None else f"{round(value):,}"
    found.filters["pct"] = figures.percent
    found.filters["rate"] = lambda value: "–" if value is None else f"{value:,.1f}"
    found.filters["size"] = size
    found.filters["path"] = path_shown
    return found


def path_shown(path: str) -> Markup:
    """A page's path as text, with the hash in it declared as one."""
    pieces = re.split(r"([0-9a-f]{16})", path)
    return Markup("").join(
        Markup('<code class="id">{}</code>').format(one) if at % 2 else escape(one) for at, one in enumerate(pieces)
    )


def size(n_bytes: int) -> str:
    """Bytes as a person reads them: 512 bytes, 48.2 MB."""
    for unit, one in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if n_bytes >= one:
            return f"{n_bytes / one:,.1f} {unit}"
    return f"{n_bytes} bytes"


def menu(rows: Rows, stem: str, root: str) -> Markup:
    """The menu's links, made once for all pages of one kind."""
    none = [] if rows.rows("page/findings") else ["findings"]
    none += [] if rows.rows("page/rules") else ["rules"]
    none += [] if rows.rows("diff/policy_pages") else ["policies"]
    none += [] if rows.rows("page/alerts") else ["watch"]
    none += [] if any(row["n_linked"] for row in rows.rows("page/masked")) else ["masked"]
    here = PARENTS.get(stem, stem)
    return Markup("\n").join(
        Markup('<li><a href="{}"{}>{}</a></li>').format(
            root + address(rows, one, ""), Markup(' aria-current="page"') if one == here else "", words
        )
        for one, words in MENU
        if one not in none
    )


def address(rows: Rows, stem: str, id: str) -> str:
    """The page's path inside the site: index.html, coverage.html, searcher/<slug>.html."""
    if stem == START:
        return "index.html"
    return f"{FOLDERS.get(stem, stem)}/{slugs(rows).get(id, id)}.html" if id else f"{stem}.html"


def twin_name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".html") + ".json"


def without_charts(value: Any) -> Any:
    """The page's dict as data: drawings and their keys are left out, every number stays."""
    if isinstance(value, dict):
        return {name: without_charts(inner) for name, inner in value.items() if name not in ("chart", "key")}
    return [without_charts(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def twin_text(page: dict[str, Any]) -> str:
    """A page's dict as the text of its JSON twin, without its drawings."""
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":")).replace(',"chart":""', "")
    has_drawings = '"chart":' in text or '"key":' in text
    return json.dumps(without_charts(page), ensure_ascii=False, separators=(",", ":")) if has_drawings else text


def write_pages(rows: Rows, folder: Path, before: Path | None = None) -> None:
    """Render, scan and write every page; raise with every problem found (at most 20 are told).

    before: the site in whose place these pages will stand; a file that did not change is taken over from there.
    """
    with Tree(folder, before) as tree:
        _write_kinds(rows, tree, Looked(known_ids(rows)))


def _write_kinds(rows: Rows, tree: Tree, looked: Looked) -> None:
    errors: list[UserError] = []
    for stem, module in rows.once("modules", lambda _: page_modules()).items():
        ids = list(module.ids(rows)) if hasattr(module, "ids") else [""]
        if len(ids) >= MANY:
            errors += _write_side_by_side(rows, stem, ids, tree, looked)
        else:
            errors += _write(rows, stem, ids, tree, looked)
        if len(errors) > 20:
            raise UserErrors(errors[:20])
    errors += write_moved(rows, tree, looked)
    if errors:
        raise UserErrors(errors)


def write_moved(rows: Rows, tree: Tree, looked: Looked) -> list[UserError]:
    """Write a page that leads on for each address that was another page's; the problems found."""
    errors: list[UserError] = []
    for path, new in moved.addresses(rows).items():
        html, twin = render_moved(new)
        data = json.dumps(twin)
        errors += errors_of({path: looked.page(html), f"{path} (data)": redact.check_json(data, twin, looked.known)})
        tree.write(path, html.encode())
        tree.write(path.removesuffix(".html") + ".json", data.encode())
    return errors[:20]


def render_moved(new: str) -> tuple[str, dict[str, str]]:
    """The page, and its twin, that leads on to a page at the path `new`; it stands in a folder of the site."""
    url = f"../{new}"
    return environment().get_template("moved.html").render(url=url), {"title": "This page has moved", "url": url}


def _write(rows: Rows, stem: str, ids: list[str], tree: Tree, looked: Looked) -> list[UserError]:
    """Render, scan and write some pages of one kind; the problems found, few more than 20 at most."""
    errors: list[UserError] = []
    for id in ids:
        path = address(rows, stem, id)
        html, page, downloads = rendered(rows, stem, id)
        data = twin_text(page)
        files = {path: html, path.removesuffix(".html") + ".json": data}
        is_plain = redact.is_plain(data, looked.known)
        told = [] if is_plain else redact.check_data(without_charts(page), looked.known)
        problems = {path: looked.page(html), f"{path} (data)": told}
        for name, table in downloads.items():
            problems[name] = _check(table, looked)
            files[name] = file_text(name, table)
        errors += errors_of(problems)
        if len(errors) > 20:
            break
        for name, text in files.items():
            tree.write(name, text.encode())
    return errors


def _write_side_by_side(rows: Rows, stem: str, ids: list[str], tree: Tree, looked: Looked) -> list[UserError]:
    """Write the pages of one kind on all cores.

    Pages of one kind share their queries, and the first page of each sort has asked them all, so that a copy of this
    process only renders and never touches the database. Should one fail all the same, its part is written here.
    """
    errors = _write(rows, stem, [ids[0], ids[-1]], tree, looked)
    rest, here = ids[1:-1], os.getpid()

    def work(piece: list[str]) -> list[tuple[str, str, str]]:
        if os.getpid() != here:
            rows.close_off()
        return [(one.where, one.problem, one.fix) for one in _write(rows, stem, piece, tree, looked)]

    size = -(-len(rest) // copies.cores())
    pieces = [rest[start : start + size] for start in range(0, len(rest), size)]
    return errors + [UserError(*one) for found in copies.side_by_side(work, pieces) for one in found]


def errors_of(problems: dict[str, list[str]]) -> Iterator[UserError]:
    for page, found in problems.items():
        for problem in found:
            yield UserError(
                f"page {page}",
                problem,
                FIX,
            )


def known_ids(rows: Rows) -> frozenset[str]:
    """Identifiers that may be printed: hashes and layouts of this case's files, its findings, and what made them."""
    known: set[str] = {citation.source(rows)["sha256"]}
    for row in rows.rows("page/releases"):
        known.update(row[key] for key in ("release_id", "sha256", "parent_id", "layout", "made_by") if row[key])
    known.update(row["sha256"] for row in rows.rows("page/refused") if row["sha256"])
    for row in rows.rows("page/findings"):
        known.update(row[key] for key in ("made_by", "finding_id") if row[key])
    return frozenset(known)


def check_file(content: Any, known: frozenset[str]) -> list[str]:
    """What must not leave the case in one file of a page: a drawing, a table, or plain data."""
    return _check(content, Looked(known))


def _check(content: Any, looked: Looked) -> list[str]:
    if isinstance(content, str):
        return looked.page(charts.checked(content))
    if isinstance(content, list) and content and isinstance(content[0], list):
        return looked.table(content)
    return redact.check_data(content, looked.known)


def file_text(name: str, content: Any) -> str:
    """A file of a page in the format that its name ends with: .csv, .graphml, .geojson, .svg, or .js for what a script draws."""
    if name.endswith(".svg"):
        return str(content)
    if name.endswith(".graphml"):
        return formats.graphml(content)
    if name.endswith(".geojson"):
        return formats.geojson(content)
    if name.endswith(".js"):
        return f"window.{DATA_SCRIPTS[name]} = {json.dumps(content, separators=(',', ':'))};\n"
    return csv_text(content)


def csv_text(table: list[list[Any]]) -> str:
    """A table as CSV that a spreadsheet opens without running it: text that starts like a formula gets a leading quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in table:
        writer.writerow(["'" + cell if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell for cell in line])
    return out.getvalue()
