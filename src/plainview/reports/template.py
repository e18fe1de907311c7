"""Templates of reports: one TOML file each, its name the id. What a law asks for, who must make it, which sections in order."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from plainview.errors import UserError, UserErrors
from plainview.reports.periods import WORDS

SHIPPED = Path(__file__).parent / "templates"
SECTIONS = Path(__file__).parent / "words.toml"
SOURCES = ("primary_text", "official_summary", "secondary", "memory", "none")
_TEXTS = ("title", "jurisdiction", "citation", "url", "source_kind", "caveat", "period", "who", "due", "words")
_LISTS = ("sections", "blanks", "signatures")
_NEEDED = ("title", "source_kind", "period", "who", "words", "sections", "signatures")


@dataclass(frozen=True, slots=True)
class Template:
    """One template.

    jurisdiction: a state's two small letters, "" for any. period: a word of periods.WORDS. from_on: the duty's first day, if
    known. sections: names of SQL files below sql/report. blanks: what a law asks for and records of searches cannot tell: left to
    the agency. signatures: lines left blank. caveat: what about the law was not read.
    """

    id: str
    title: str
    jurisdiction: str
    citation: str
    url: str
    source_kind: str
    caveat: str
    period: str
    who: str
    due: str
    words: str
    from_on: date | None
    sections: tuple[str, ...]
    blanks: tuple[str, ...]
    signatures: tuple[str, ...]


@cache
def section_words() -> dict[str, dict[str, Any]]:
    """What each section is called, and its figures, by the section's name."""
    return tomllib.loads(SECTIONS.read_text(encoding="utf-8"))


def load(folder: Path | None = None) -> dict[str, Template]:
    """The templates in a folder (the shipped ones if None) by id. UserErrors tells every mistake at once."""
    found: dict[str, Template] = {}
    wrong: list[UserError] = []
    for path in sorted((folder or SHIPPED).glob("*.toml")):
        try:
            found[path.stem] = read(path)
        except UserErrors as errors:
            wrong += errors.errors
    if wrong:
        raise UserErrors(wrong)
    return found


def named(template_id: str) -> Template:
    """The shipped template of this id; UserError if there is none."""
    known = load()
    if template_id not in known:
        raise UserError(f"--template {template_id[:40]}", "is no template", f"use one of: {', '.join(known)}")
    return known[template_id]


def read(path: Path) -> Template:
    """One template. UserErrors tells every mistake of the file."""
    docs = "see docs/reports.md"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserErrors([UserError(str(path), f"cannot be read: {error}", docs)]) from error
    known = {*_TEXTS, *_LISTS, "from"}
    wrong = [UserError(f"{path}: {key}", "is no key of a template", docs) for key in sorted(raw.keys() - known)]
    wrong += [UserError(f"{path}: {key}", "is missing", f"write {key} = ...; {docs}") for key in _NEEDED if not raw.get(key)]
    wrong += [UserError(f"{path}: {key}", "is no text", docs) for key in _TEXTS if not isinstance(raw.get(key, ""), str)]
    for key in _LISTS:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            wrong.append(UserError(f"{path}: {key}", "is no list of texts", docs))
    if not wrong:
        wrong = _mistakes(path, raw, docs)
    if wrong:
        raise UserErrors(wrong)
    known_texts: dict[str, Any] = {key: raw.get(key, "") for key in _TEXTS}
    known_lists: dict[str, Any] = {key: tuple(raw.get(key, [])) for key in _LISTS}
    return Template(path.stem, **known_texts, from_on=raw.get("from"), **known_lists)


def _mistakes(path: Path, raw: dict[str, Any], docs: str) -> list[UserError]:
    wrong = []
    for key, choices in (("source_kind", SOURCES), ("period", tuple(WORDS))):
        if raw[key] not in choices:
            wrong.append(UserError(f"{path}: {key}", f'"{raw[key]}" is not known', f"write one of: {', '.join(choices)}"))
    state = raw.get("jurisdiction", "")
    if state and not re.fullmatch("[a-z]{2}", state):
        wrong.append(UserError(f"{path}: jurisdiction", f'"{state}" is no state', "write its two small letters, or leave it out"))
    if state and not raw.get("citation"):
        wrong.append(UserError(f"{path}: citation", "is missing", "name the section of law, or leave out the jurisdiction"))
    if state and raw["source_kind"] != "primary_text" and not raw.get("caveat"):
        wrong.append(UserError(f"{path}: caveat", "is missing", "say what was not read: the law's own text was not"))
    if "from" in raw and (not isinstance(raw["from"], date) or isinstance(raw["from"], datetime)):
        wrong.append(UserError(f"{path}: from", "is no day", "write from = 2026-03-31"))
    for name in raw["sections"]:
        if name not in section_words():
            fix = f"use: {', '.join(section_words())}"
            wrong.append(UserError(f"{path}: sections", f'"{name}" is no section', fix))
    return wrong


def rows(found: dict[str, Template]) -> list[dict[str, Any]]:
    """Templates as a program reads them."""
    return [
        {one.name: value.isoformat() if isinstance(value := getattr(each, one.name), date) else value for one in fields(Template)}
        for each in found.values()
    ]
