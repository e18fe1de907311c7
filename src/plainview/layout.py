"""Layouts: how one kind of file is laid out. One TOML file each; its name is its id; found by content, never by name.

Shipped layouts lie in the package, a case's own in its folder `layouts/`. A case's layout adds to the shipped ones; it
replaces none of them and cannot lift a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from plainview import layout_file
from plainview.errors import UserError, UserErrors


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout file.

    shape: "table" (rows under a header) or "page" (labelled lines). kind: what a release of it is called.
    table: where its rows go (entries, events, share_rows). columns: our column -> labels, normalised, the best first.
    required: groups of our columns; at least one of each group must be there. refuse: why such a file is not taken.
    orders: labels of files that are known to come without a header, in their order.
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
    orders: tuple[tuple[str, ...], ...] = ()
    log: str = ""
    refuse: str = ""
    fix: str = ""
    reading: dict[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def made_by(self) -> str:
        return f"layout:{self.id}@{self.digest[:6]}"


@dataclass(frozen=True, slots=True)
class Match:
    """A layout that fits a header. places: our column -> position; unknown: (position, label) that it does not know."""

    layout: Layout
    places: dict[str, int]
    unknown: tuple[tuple[int, str], ...]

    @property
    def known(self) -> int:
        """How many columns it knows, less those with a label that it does not."""
        return len(self.places) - sum(1 for _, label in self.unknown if label.strip())


normalise = layout_file.normalise


def load_all(folder: str | Path = "") -> dict[str, Layout]:
    """All layouts by id: the shipped ones, and with `folder` those of a case.

    Raises:
        UserError: a layout of the case is not in order; every mistake of every file is told at once.
    """
    if not folder or not Path(folder).is_dir():
        return _shipped()
    seen = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(Path(folder).glob("*.toml")))
    return _with(str(folder), seen)


@cache
def _shipped() -> dict[str, Layout]:
    layouts = {}
    for item in sorted(files("plainview").joinpath("layouts").iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".toml"):
            layout = parse(item.name.removesuffix(".toml"), item.read_bytes())
            layouts[layout.id] = layout
    return layouts


@lru_cache(8)
def _with(folder: str, seen: tuple[tuple[str, int, int], ...]) -> dict[str, Layout]:
    layouts = dict(_shipped())
    errors: list[UserError] = []
    for name, _, _ in seen:
        where, id_ = f"layouts/{name}", name.removesuffix(".toml")
        try:
            if id_ in layouts:
                raise UserError(where, "has the name of a layout that comes with plainview", "give the file another name")
            layout = parse(id_, (Path(folder) / name).read_bytes())
            if layout.shape != "table":
                fix = 'a case can add layouts of tables only: write shape = "table"'
                raise UserError(where, "describes a page", fix)
            layouts[id_] = layout
        except UserError as error:
            errors += error.errors if isinstance(error, UserErrors) else [error]
    if errors:
        raise UserErrors(errors) if len(errors) > 1 else errors[0]
    return layouts


def parse(layout_id: str, data: bytes) -> Layout:
    """Read one layout file; UserError names the line or key that is wrong."""
    raw, digest = layout_file.read(layout_id, data)
    return Layout(
        id=layout_id,
        title=raw.get("title", layout_id),
        shape=raw["shape"],
        kind=raw.get("kind", ""),
        table=raw.get("table", ""),
        digest=digest,
        columns={name: tuple(normalise(label) for label in labels) for name, labels in raw.get("columns", {}).items()},
        required=tuple(tuple(group) for group in raw.get("required", [])),
        absent=tuple(raw.get("absent", [])),
        ignore=tuple(normalise(label) for label in raw.get("ignore", [])),
        orders=tuple(tuple(order) for order in raw.get("orders", [])),
        log=raw.get("log", ""),
        refuse=raw.get("refuse", ""),
        fix=raw.get("fix", ""),
        reading=raw,
        text=data.decode("utf-8"),
    )


def is_shipped(layout: Layout) -> bool:
    return layout.id in _shipped()


def match(header: list[str], folder: str | Path = "") -> Match | None:
    """The layout that fits this header best, None if none does. A layout that refuses goes before all others."""
    labels = [normalise(label) for label in header]
    found = [m for layout in load_all(folder).values() if layout.shape == "table" and (m := _match(layout, labels, header))]
    if not found:
        return None
    shipped = _shipped()
    return max(found, key=lambda m: (bool(m.layout.refuse), m.known, m.layout.id in shipped, m.layout.id))


def of(found: dict[str, Any]) -> Layout:
    """The layout that a file was recognised as. One of a case travels with what is known of the file, as its text."""
    if found.get("layout_toml"):
        return _own(found["layout"], found["layout_toml"])
    return _shipped()[found["layout"]]


@lru_cache(64)
def _own(layout_id: str, text: str) -> Layout:
    return parse(layout_id, text.encode())


def match_found(found: dict[str, Any]) -> Match:
    """How the labels of a recognised table lie: in the order that was found out, where that is not the printed one."""
    one = match_one(of(found), list(found.get("order") or found["header"]))
    assert one is not None, "the header was matched when the file was recognised"
    return one


def match_one(layout: Layout, header: list[str]) -> Match | None:
    """How one layout fits a header, None if it does not."""
    return _match(layout, [normalise(label) for label in header], header)


def _match(layout: Layout, labels: list[str], header: list[str]) -> Match | None:
    places: dict[str, int] = {}
    taken: set[int] = set()
    for column, aliases in layout.columns.items():
        found = [(aliases.index(label), at) for at, label in enumerate(labels) if label in aliases and at not in taken]
        if found:
            places[column] = min(found)[1]
            taken.add(places[column])
    if any(not any(name in places for name in group) for group in layout.required):
        return None
    if any(name in places for name in layout.absent):
        return None
    unknown = tuple(
        (position, header[position])
        for position, label in enumerate(labels)
        if position not in taken and (not label or label not in layout.ignore)
    )
    return Match(layout, places, unknown)
