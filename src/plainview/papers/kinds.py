"""The kinds of papers: one Markdown file each with blanks, its name the kind; a case may hold its own, used before the shipped.

The first lines say what it is: `title: ...`, `about: ...`, `needs: period` or `needs: finding`. A blank is filled by Jinja in its
sandbox; whatever is filled in is text, not markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from plainview.errors import UserError

SHIPPED = Path(__file__).parent / "kinds"
NEEDS = ("period", "finding")
_HEAD = re.compile(r"\A((?:[a-z]+: .+\n)+)---\n", re.MULTILINE)
_MARKUP = re.compile(r"[\\`*_\[\]|<>~&]|^\s*(?:[#+=-]|\d+[.)])")


class Markup(str):
    """Text that is Markdown already: it is filled in as it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. needs: what it is made about, a `period` of one agency or one `finding`."""

    id: str
    title: str
    about: str
    needs: str
    text: str
    path: Path


def load(own: Path | None = None) -> dict[str, Kind]:
    """The kinds by name; those in the folder `own` (a case's papers) replace the shipped of the same name."""
    found = {path.stem: read(path) for path in sorted(SHIPPED.glob("*.md"))}
    return found | {path.stem: read(path) for path in sorted(own.glob("*.md") if own and own.is_dir() else ())}


def named(kind: str, own: Path | None = None) -> Kind:
    """The kind of this name; UserError if there is none."""
    known = load(own)
    if kind not in known:
        raise UserError(kind[:40] or "KIND", "is no kind of paper", f"use one of: {', '.join(known)}")
    return known[kind]


def read(path: Path) -> Kind:
    """One kind from its file. UserError tells what is wrong with its first lines."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(str(path), f"cannot be read: {error}", "save it as UTF-8 text") from error
    head = _HEAD.match(text)
    said = dict(line.split(": ", 1) for line in head[1].splitlines()) if head else {}
    for key in ("title", "about", "needs"):
        if not said.get(key, "").strip():
            raise UserError(f"{path}: {key}", "is missing", f"begin the file with `{key}: ...`, and end these lines with ---")
    if said["needs"] not in NEEDS:
        raise UserError(f"{path}: needs", f'"{said["needs"]}" is not known', f"write one of: {', '.join(NEEDS)}")
    assert head is not None
    return Kind(path.stem, said["title"], said["about"], said["needs"], text[head.end() :], path)


def filled(kind: Kind, known: dict[str, Any]) -> str:
    """The paper's Markdown. UserError names the blank that nothing fills, or what else is wrong with the file."""
    room = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finished, autoescape=False
    )
    room.filters["n"] = lambda value: f"{value:,}" if isinstance(value, int) else value
    room.filters["linked"] = lambda text, href: Markup(f"[{marked(text)}](<{_address(href)}>)") if href else marked(text)
    try:
        return room.from_string(kind.text).render(known)
    except jinja2.TemplateError as error:
        at = f", line {error.lineno}" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise UserError(f"{kind.path}{at}", str(error.message or error), "see the blanks in docs/papers.md") from error


def _finished(value: object) -> object:
    return value if isinstance(value, Markup) or not isinstance(value, str) else marked(value)


def marked(text: str) -> Markup:
    """Any text as Markdown that prints as that text, on one line."""
    line = re.sub(r"\s+", " ", str(text))
    return Markup(_MARKUP.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", line))


def _address(href: str) -> str:
    return re.sub(r"[\s<>\\]", "", href)


def rows(found: dict[str, Kind]) -> list[dict[str, str]]:
    """Kinds as a program reads them."""
    return [{"id": one.id, "title": one.title, "about": one.about, "needs": one.needs} for one in found.values()]
