"""What was received, release by release: custody facts from the journal beside what the readers counted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview import layout, withheld
from plainview.archive import Archive, Receipt, strictest
from plainview.ingest.aside import MOST_NAMED
from plainview.ingest.releases import parts_folder, recognised
from plainview.states import cell_state

TEXT = pa.string()
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_FIELDS = (
    "release_id name path kind log layout made_by custodian_raw custodian_id custodian_basis received_on source_url "
    "request_id handling header_raw encoding size_bytes sha256 parent_id seen_on captured_on n_copies withheld_raw"
).split()
_SCHEMA = pa.schema(
    [(name, pa.int64() if name in ("size_bytes", "n_copies") else TEXT) for name in _FIELDS]
    + [(f"{column}_withheld", pa.bool_()) for column in withheld.STATED]
)
_PARTS = pa.schema(
    [
        ("release_id", TEXT),
        ("bytes_id", TEXT),
        *((name, pa.int64()) for name in ("part", "row_offset", "rows", "used", "quarantined", "skipped")),
    ]
)


@dataclass(slots=True)
class Release:
    """One file as disclosed: its sightings, what it was recognised as, the accounting of its parts.

    A portal's file belongs to a capture: the same bytes from another portal, or from the same one on another day, are
    another release (an unchanged log is a fact too). `capture` is (portal name, day), empty where the path tells neither.
    """

    sightings: list[Receipt]
    capture: tuple[str, str]
    found: dict[str, Any]
    parts: list[dict[str, Any]]
    folder: Path
    is_one_agency: bool = False  # whether all names of searchers in it are spellings of one agency

    @property
    def bytes_id(self) -> str:
        return self.sightings[0].sha256[:16]

    @property
    def release_id(self) -> str:
        if not any(self.capture):
            return self.bytes_id
        return hashlib.sha256("|".join((self.sightings[0].sha256, *self.capture)).encode()).hexdigest()[:16]

    @property
    def captured_on(self) -> str:
        """Day a portal page or its file was saved, where a path tells it: "2026-04-10", else ""."""
        days = [day.group() for one in self.sightings if (day := _DAY.search(one.path.replace("#", "/")))]
        return days[0] if days and self.kind.startswith("portal") else ""

    @property
    def shown(self) -> Receipt:
        """The sighting to show: the file itself before the copy that a page carries."""
        return min(self.sightings, key=lambda receipt: (bool(receipt.parent_sha256), receipt.path))

    @property
    def kind(self) -> str:
        """Kind of release. A log in which everybody who searches is one agency is that agency's own, also where the agency
        was renamed or is spelled in several ways."""
        if self.found["kind"] != "audit":
            return str(self.found["kind"])
        used = sum(part["used"] for part in self.parts)
        few = used < sum(part["quarantined"] for part in self.parts)  # what is left of the file says little of who searched
        return "organization_audit" if (self.is_one_agency or not self.searchers) and not few else "network_audit"

    @property
    def searchers(self) -> set[str]:
        return {name for part in self.parts for name in part["searchers"] if name}


def releases(
    archive: Archive, warehouse: Path, print_: str, slug_in: Callable[[str], str], agency_of: Callable[[str], str]
) -> list[Release]:
    """Every release that has been read, in a fixed order. `agency_of` gives the agency id of a searcher's name."""
    sightings: dict[str, list[Receipt]] = {}
    for receipt in archive.accepted():
        sightings.setdefault(receipt.sha256, []).append(receipt)
    out = []
    for sha256, seen in sorted(sightings.items()):
        folder = parts_folder(warehouse, print_, sha256)
        if not (folder / "done.json").exists():
            continue
        parts = json.loads((folder / "done.json").read_text(encoding="utf-8"))["parts"]
        found = recognised(warehouse, print_, sha256)["found"]
        captures = _captures(seen, slug_in) if found["kind"] == "portal_audit" else {("", ""): seen}
        one = _is_one_agency({name for part in parts for name in part["searchers"] if name}, agency_of)
        out += [Release(those, capture, found, parts, folder, one) for capture, those in sorted(captures.items())]
    return out


def _is_one_agency(names: set[str], agency_of: Callable[[str], str]) -> bool:
    """Whether these are spellings of one agency. A part of a log lists at most MOST_NAMED names: so many are a network's."""
    if not 0 < len(names) < MOST_NAMED or any(cell_state(name) != "value" for name in names):
        return False
    return len(names) == 1 or len({agency_of(name) for name in names}) == 1


def _captures(sightings: list[Receipt], slug_in: Callable[[str], str]) -> dict[tuple[str, str], list[Receipt]]:
    """Sightings by (portal name, day) as their paths tell; one that tells less joins the first it may belong to."""
    told: dict[tuple[str, str], list[Receipt]] = {}
    vague: list[tuple[str, Receipt]] = []
    for receipt in sightings:
        slug, day = _slug(receipt.path, slug_in), _DAY.search(receipt.path.replace("#", "/"))
        if slug and day:
            told.setdefault((slug, day.group()), []).append(receipt)
        else:
            vague.append((slug, receipt))
    for slug, receipt in vague:
        fitting = next((key for key in sorted(told) if not slug or key[0] == slug), ("", ""))
        told.setdefault(fitting, []).append(receipt)
    return told


def custodians(found: list[Release], slug_in: Callable[[str], str]) -> dict[str, tuple[str, str]]:
    """Whose log or page each release is: (name as printed, basis), by release id.

    Bases in order of strength: `given` by a person; `page`, the page itself or the page that carries the file; `column`,
    the one searcher in an audit of its own users; `path`, an agency's portal name in the folder or file name; `none`.
    """
    by_sha256 = {release.sightings[0].sha256: release for release in found}
    names_of_slugs = {
        slug: release.found["agency"]
        for release in found
        if release.found["agency"] and (slug := _slug(release.shown.path, slug_in))
    }
    told = {release.release_id: _custodian(release, by_sha256, names_of_slugs, slug_in) for release in found}
    return {id: (name.strip(), basis) for id, (name, basis) in told.items()}  # names of agencies are kept without blanks around


def _custodian(
    release: Release, by_sha256: dict[str, Release], names: dict[str, str], slug_in: Callable[[str], str]
) -> tuple[str, str]:
    given = [receipt.custodian for receipt in release.sightings if receipt.custodian]
    if given:
        return given[-1], "given"
    if release.found["agency"]:
        return release.found["agency"], "page"
    parents = [by_sha256[r.parent_sha256].found["agency"] for r in release.sightings if r.parent_sha256 in by_sha256]
    if any(parents):
        return next(name for name in parents if name), "page"
    if release.kind == "organization_audit" and release.searchers:
        return min(release.searchers), "column"
    slug = _slug(release.shown.path, slug_in)
    if slug:
        return names.get(slug, slug), "path"
    return f"custodian not stated: {release.shown.name}", "none"


def _slug(path: str, slug_in: Callable[[str], str]) -> str:
    """The innermost part of a path that begins with an agency's portal name."""
    for piece in reversed(path.replace("#", "/").split("/")):
        slug = slug_in(piece.rpartition(".")[0] if "." in piece else piece)
        if slug:
            return slug
    return ""


def handling_of(release: Release) -> str:
    """How a release is handled: as the strictest of its sightings. A copy that comes later does not make it public."""
    return strictest(one.handling for one in release.sightings)


def received_table(found: list[Release], whose: dict[str, tuple[str, str]], ids: dict[str, str]) -> pa.Table:
    """The table `received`. `ids` gives the agency id of each custodian's name."""
    by_sha256 = {release.sightings[0].sha256: release for release in found}
    rows = []
    for release in found:
        kind, shown = release.kind, release.shown
        laid_out = layout.of(release.found)
        name, basis = whose[release.release_id]
        parent = next((r.parent_sha256 for r in release.sightings if r.parent_sha256), "")
        page = by_sha256.get(parent)
        stated = withheld.of(one.withheld for one in release.sightings)
        rows.append({
            "release_id": release.release_id, "name": shown.name, "path": shown.path, "kind": kind,
            "log": laid_out.log or (kind.removesuffix("_audit") if kind.endswith("_audit") else ""),
            "layout": laid_out.id, "made_by": laid_out.made_by, "custodian_raw": name, "custodian_id": ids[name],
            "custodian_basis": basis, "received_on": min(r.received_on for r in release.sightings),
            "source_url": shown.source_url, "request_id": shown.request_id, "handling": handling_of(release),
            "header_raw": " | ".join(release.found["header"]), "encoding": release.found["encoding"],
            "size_bytes": shown.size_bytes, "sha256": shown.sha256, "parent_id": parent[:16],
            "seen_on": release.found["seen_on"] or (page.found["seen_on"] if page else ""),
            "captured_on": release.captured_on, "n_copies": len(release.sightings),
            "withheld_raw": withheld.told(stated), **{f"{column}_withheld": column in stated for column in withheld.STATED},
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def parts_table(found: list[Release]) -> pa.Table:
    """The accounting of every part, and how many rows of its release stand before it."""
    rows = []
    for release in found:
        offset = 0
        for part in sorted(release.parts, key=lambda item: item["part"]):
            counted = {name: part[name] for name in ("part", "rows", "used", "quarantined", "skipped")}
            whose = {"release_id": release.release_id, "bytes_id": release.bytes_id}
            rows.append({**whose, "row_offset": offset, **counted})
            offset += part["rows"]
    return pa.Table.from_pylist(rows, schema=_PARTS)


def unknown_columns(found: list[Release]) -> pa.Table:
    """One row per column that a layout does not know, with how many of its cells are filled."""
    schema = pa.schema([("release_id", TEXT), ("label", TEXT), ("filled", pa.int64())])
    rows = []
    for release in found:
        filled: dict[str, int] = {}
        for part in release.parts:
            for label, n in part["unknown"].items():
                filled[label] = filled.get(label, 0) + n
        rows += [{"release_id": release.release_id, "label": label, "filled": n} for label, n in filled.items()]
    return pa.Table.from_pylist(rows, schema=schema)


def refused_table(archive: Archive, found: list[Release]) -> pa.Table:
    """Files not taken in, and second sightings of releases that were."""
    names = ("name", "path", "size_bytes", "sha256", "kind", "why", "fix")
    schema = pa.schema([(name, pa.int64() if name == "size_bytes" else TEXT) for name in names])
    rows = [_refusal(r, r.fate, r.why, r.fix) for r in archive.refused()]
    for release in found:
        shown = release.shown
        for receipt in release.sightings:
            if receipt is not shown:
                why = f"holds the same bytes as {shown.path}"
                rows.append(_refusal(receipt, "duplicate", why, "nothing to do: they are one release"))
    return pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["path"])), schema=schema)


def _refusal(receipt: Receipt, kind: str, why: str, fix: str) -> dict[str, object]:
    return {
        "name": receipt.name, "path": receipt.path, "size_bytes": receipt.size_bytes, "sha256": receipt.sha256,
        "kind": kind, "why": why, "fix": fix,
    }  # fmt: skip
