"""Layouts: how one kind of file is laid out. One TOML file each; its name is its id; found by content, never by name."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from plainview.errors import UserError

# Columns that a layout may describe, by the table its rows go to.
COLUMNS = {
    "entries": set(
        "vendor_id searcher_raw account_raw networks_raw devices_raw window_raw window_from_raw window_to_raw plate_raw "
        "reason_raw offense_raw case_raw filters_raw searched_at_raw search_type prompt_raw moderation".split()
    ),
    "events": set("event_at_raw user_raw event_type entity_type details_raw event_id".split()),
    "share_rows": set("partner_raw inbound_raw outbound_raw".split()),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout file.

    shape: "table" (rows under a header) or "page" (labelled lines). kind: what a release of it is called.
    table: where its rows go (entries, events, share_rows). columns: our column -> labels, normalised.
    required: groups of our columns; at least one of each group must be there. refuse: why such a file is not taken.
    """

    id: str
    title: str
    shape: str
    kind: str
    table: str
    digest: str
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    required: tuple[tuple[str, ...], ...] = ()
    absent: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    log: str = ""
    refuse: str = ""
    fix: str = ""
    reading: dict[str, Any] = field(default_factory=dict)

    @property
    def made_by(self) -> str:
        return f"layout:{self.id}@{self.digest[:6]}"


@dataclass(frozen=True, slots=True)
class Match:
    """A layout that fits a header. places: our column -> position; unknown: (position, label) that it does not know."""

    layout: Layout
    places: dict[str, int]
    unknown: tuple[tuple[int, str], ...]


def normalise(label: str) -> str:
    """Label without case, spaces and signs, so that `' Org Name'`, `org_name` and `Org_Name` are one."""
    return "".join(ch for ch in label.casefold() if ch.isalnum())


@cache
def load_all() -> dict[str, Layout]:
    """All layouts that ship with plainview, by id."""
    layouts = {}
    for item in sorted(files("plainview").joinpath("layouts").iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".toml"):
            layout = parse(item.name.removesuffix(".toml"), item.read_bytes())
            layouts[layout.id] = layout
    return layouts


def parse(layout_id: str, data: bytes) -> Layout:
    """Read one layout file; UserError names the line or key that is wrong."""
    where = f"layouts/{layout_id}.toml"
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(where, str(error), "see docs/layouts.md for the form of a layout file") from error
    columns = {name: tuple(normalise(label) for label in labels) for name, labels in raw.get("columns", {}).items()}
    required = tuple(tuple(group) for group in raw.get("required", []))
    strange = sorted(set(columns) - COLUMNS.get(raw.get("table", ""), set(columns)))
    if strange:
        known = ", ".join(sorted(COLUMNS[raw["table"]]))
        raise UserError(where, f"describes columns that {raw['table']} has not: {', '.join(strange)}", f"use: {known}")
    unknown = sorted({name for group in required for name in group} - set(columns))
    if unknown:
        raise UserError(where, f"requires columns it does not describe: {', '.join(unknown)}", "add them under [columns]")
    return Layout(
        id=layout_id,
        title=raw.get("title", layout_id),
        shape=_shape(where, raw),
        kind=raw.get("kind", ""),
        table=raw.get("table", ""),
        digest=hashlib.sha256(data).hexdigest(),
        columns=columns,
        required=required,
        absent=tuple(raw.get("absent", [])),
        ignore=tuple(normalise(label) for label in raw.get("ignore", [])),
        log=raw.get("log", ""),
        refuse=raw.get("refuse", ""),
        fix=raw.get("fix", ""),
        reading=raw,
    )


def _shape(where: str, raw: dict[str, Any]) -> str:
    shape = raw.get("shape")
    if shape not in ("table", "page"):
        raise UserError(where, f"has shape = {shape!r}", 'write shape = "table" (rows under a header) or shape = "page"')
    return str(shape)


def match(header: list[str]) -> Match | None:
    """The layout that fits this header best, None if none does. A layout that refuses goes before all others."""
    labels = [normalise(label) for label in header]
    found = [m for layout in load_all().values() if layout.shape == "table" and (m := _match(layout, labels, header))]
    if not found:
        return None
    return max(found, key=lambda m: (bool(m.layout.refuse), len(m.places) - len(m.unknown), m.layout.id))


def _match(layout: Layout, labels: list[str], header: list[str]) -> Match | None:
    places: dict[str, int] = {}
    taken: set[int] = set()
    for column, aliases in layout.columns.items():
        for position, label in enumerate(labels):
            if label in aliases and position not in taken:
                places[column] = position
                taken.add(position)
                break
    if any(not any(name in places for name in group) for group in layout.required):
        return None
    if any(name in places for name in layout.absent):
        return None
    unknown = tuple(
        (position, header[position])
        for position, label in enumerate(labels)
        if position not in taken and label not in layout.ignore
    )
    return Match(layout, places, unknown)
