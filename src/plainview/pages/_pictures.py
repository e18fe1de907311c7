"""Every drawing of a page as a file that can be taken away: an SVG beside the page, with its title, key and source line in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from plainview import charts
from plainview.pages import _citation as citation
from plainview.pages._case import custodian_ids, totals
from plainview.pages._rows import Row, Rows

LOOKS = tuple(f'<svg class="{look}"' for look in ("chart", "map", "graph"))
OWN = frozenset({"custodian", "days"})  # pages whose drawings rest on the records of the agency that they are about
WITHOUT = frozenset({"finding", "search", "release", "letter", "find", "rules"})  # pages that draw nothing


class Drawn(Markup):
    """A drawing with the name of its file beside the page, and what it was made from as markup for the page."""

    file: str
    source: Markup


def attach(rows: Rows, page: dict[str, Any], stem: str, path: str) -> dict[str, str]:
    """Give each drawing of a page its file and its source line; return the files by their path in the site.

    A drawing stands under the key `chart` of a dict; beside it `key` may hold the lines of its key, as (class, words).
    """
    if stem in WITHOUT:
        return {}
    files: dict[str, str] = {}
    pieces: list[tuple[str, str]] = []
    for holder in holders(page):
        pieces = pieces or source(rows, page, stem)
        chart = Drawn(holder["chart"])
        name = f"{path.removesuffix('.html')}-{charts.name_of(chart)}.svg"
        files[name] = charts.standalone(chart, [*pieces, *address(path)], holder.get("key", ()))
        chart.file, chart.source = name.rsplit("/", 1)[-1], marked(pieces)
        holder["chart"] = chart
    return files


def holders(value: Any) -> Iterator[Row]:
    """Every dict of a page that holds a drawing worth a file; strips and meters in tables repeat what stands beside them."""
    if isinstance(value, dict):
        if isinstance(value.get("chart"), Markup) and value["chart"].startswith(LOOKS):
            yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from holders(inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from holders(inner)


def source(rows: Rows, page: dict[str, Any], stem: str) -> list[tuple[str, str]]:
    """What a drawing rests on: whose records, of which time, and by which version and files, in pieces.

    The time is that of the searches; for one custodian's own page that of its files.
    """
    told = citation.source(rows)
    n = len(custodian_ids(rows))
    first, last, whose = totals(rows)["first_on"], totals(rows)["last_on"], f"{n:,} {'agency' if n == 1 else 'agencies'}"
    kind = ""
    if stem in OWN:
        first, last = rows.once("spans", spans).get(page["agency"]["id"], ("", ""))
        kind, whose = "name", page["agency"]["name"]
    pieces = [("", "Source: disclosed records of "), (kind, whose)]
    if first and last:
        pieces.append(("", f", {first} to {last}" if first != last else f", {first}"))
    if told["newest_on"]:
        pieces.append(("", f"; newest record of {told['newest_on']}"))
    return [*pieces, ("", "; files "), ("id", told["sha256"]), ("", f"; plainview {told['version']}")]


def spans(rows: Rows) -> dict[str, tuple[str, str]]:
    """agency id -> first and last day of which its files tell."""
    days: dict[str, list[str]] = {}
    for row in rows.rows("page/releases"):
        found = [row[name] for name in ("period_from", "period_to", "seen_on") if row[name]]
        days.setdefault(row["custodian_id"] or "", []).extend(found)
    return {id: (min(found), max(found)) for id, found in days.items() if found}


def address(path: str) -> list[tuple[str, str]]:
    """Where the page stands in the site."""
    return [("", ", page "), ("name", path)]


def marked(pieces: list[tuple[str, str]]) -> Markup:
    """The same line for the page itself, with names and hashes declared."""
    shapes = {"": "{}", "name": '<span class="name">{}</span>', "id": '<code class="id">{}</code>'}
    return Markup("").join(Markup(shapes[kind]).format(text) for kind, text in pieces)  # noqa: S704 - shapes are constants
