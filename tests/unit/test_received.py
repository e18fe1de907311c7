"""What was received: copies, captures and whose log it is, from the journal and what the readers counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plainview.agencies import resolve
from plainview.archive import Archive, Receipt, open_archive
from plainview.ingest import received
from plainview.ingest.releases import parts_folder

PRINT = "f" * 12
FIELDS = {
    "type": "csv",
    "layout": "flock_audit",
    "kind": "audit",
    "header": ["ID"],
    "encoding": "utf-8",
    "agency": "",
    "seen_on": "",
}
PORTAL = {**FIELDS, "layout": "flock_portal_audit", "kind": "portal_audit"}
PAGE = {**FIELDS, "layout": "flock_portal_page", "kind": "portal_page", "agency": "Alder Falls OH PD", "seen_on": "2026-04-10"}


def slug_in(text: str) -> str:
    return "alder-falls-oh-pd" if text.startswith("alder-falls-oh-pd") else "port-wren-ca-pd" if "port-wren" in text else ""


class Shelf:
    """An archive and a warehouse with made-up readings."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = folder / "warehouse"
        self.archive: Archive = open_archive(folder / "archive")

    def put(self, sha: str, path: str, found: dict[str, Any], searchers: list[str] | None = None, **more: str) -> None:
        sha256 = sha * 64
        self.archive.note(Receipt("accepted", sha256, 1, path.rpartition("/")[2], path, more.pop("on", "2026-01-02"), **more))
        folder = parts_folder(self.warehouse, PRINT, sha256)
        folder.mkdir(parents=True, exist_ok=True)
        part = {
            "part": 0,
            "rows": 3,
            "used": 2,
            "quarantined": 1,
            "skipped": 0,
            "searchers": searchers or [],
            "unknown": {"X": 2},
        }
        (folder / "done.json").write_text(json.dumps({"parts": [part]}))
        cache = self.warehouse / "recognised" / PRINT
        cache.mkdir(parents=True, exist_ok=True)
        (cache / f"{sha256}.json").write_text(json.dumps({"found": found, "inside": []}))

    def releases(self) -> list[received.Release]:
        return received.releases(self.archive, self.warehouse, PRINT, slug_in, lambda name: resolve(name).agency_id)

    def whose(self) -> list[tuple[str, str]]:
        return list(received.custodians(self.releases(), slug_in).values())


def test_the_same_bytes_are_one_release_and_the_copy_is_listed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("a", "x/log.csv", FIELDS)
    shelf.put("a", "y/log.csv", FIELDS)
    (one,) = shelf.releases()
    assert (one.release_id, one.shown.path, len(one.sightings)) == ("a" * 16, "x/log.csv", 2)
    (row,) = received.refused_table(shelf.archive, [one]).to_pylist()
    assert (row["path"], row["kind"], row["why"]) == ("y/log.csv", "duplicate", "holds the same bytes as x/log.csv")


def test_a_portals_unchanged_log_is_a_release_of_each_day_and_portal(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for path in ("alder-falls-oh-pd/2026-04-10.csv", "alder-falls-oh-pd/2026-04-17.csv", "port-wren-ca-pd/2026-04-10.csv"):
        shelf.put("a", f"x/{path}", PORTAL)
    shelf.put("a", "x/alder-falls-oh-pd/2026-04-10.html#search_audit.csv", PORTAL, parent_sha256="b" * 64)
    found = {one.capture: (one.captured_on, len(one.sightings)) for one in shelf.releases()}
    assert found == {
        ("alder-falls-oh-pd", "2026-04-10"): ("2026-04-10", 2),
        ("alder-falls-oh-pd", "2026-04-17"): ("2026-04-17", 1),
        ("port-wren-ca-pd", "2026-04-10"): ("2026-04-10", 1),
    }
    assert len({one.release_id for one in shelf.releases()}) == 3


def test_what_was_not_read_to_its_end_is_no_release(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("a", "x/log.csv", FIELDS)
    (parts_folder(shelf.warehouse, PRINT, "a" * 64) / "done.json").unlink()
    assert shelf.releases() == []


def test_one_searcher_makes_it_the_agencys_own_log(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("a", "x/1.csv", FIELDS, ["Port Wren CA PD"])
    shelf.put("b", "x/2.csv", FIELDS, ["Port Wren CA PD", "Alder Falls OH PD"])
    assert [one.kind for one in shelf.releases()] == ["organization_audit", "network_audit"]


def test_whose_log_it_is_by_the_strongest_basis(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("1", "port-wren/given.csv", FIELDS, ["Sedge PD"], custodian="Cinder Fork SO")
    shelf.put("2", "port-wren/page.html", PAGE)
    shelf.put("3", "port-wren/page.html#log.csv", PORTAL, parent_sha256="2" * 64)
    shelf.put("4", "port-wren/own.csv", FIELDS, ["Sedge PD"])
    shelf.put("5", "port-wren/all.csv", FIELDS, ["Sedge PD", "Cinder Fork SO"])
    shelf.put("6", "x/log.csv", FIELDS, ["Sedge PD", "Cinder Fork SO"])
    assert sorted(shelf.whose()) == sorted([
        ("Cinder Fork SO", "given"), ("Alder Falls OH PD", "page"), ("Alder Falls OH PD", "page"), ("Sedge PD", "column"),
        ("Alder Falls OH PD", "path"), ("custodian not stated: log.csv", "none"),
    ])  # fmt: skip


def test_the_earliest_day_counts_and_parts_are_added_up(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("a", "x/log.csv", FIELDS, on="2026-02-02")
    shelf.put("a", "y/log.csv", FIELDS, on="2026-01-01")
    found = shelf.releases()
    whose = received.custodians(found, slug_in)
    (row,) = received.received_table(found, whose, {name: "id" for name, _ in whose.values()}).to_pylist()
    assert (row["received_on"], row["n_copies"], row["custodian_basis"]) == ("2026-01-01", 2, "none")
    (part,) = received.parts_table(found).to_pylist()
    assert part["rows"] == part["used"] + part["quarantined"] + part["skipped"]
    assert received.unknown_columns(found).to_pylist() == [{"release_id": "a" * 16, "label": "X", "filled": 2}]


def test_a_renamed_agencys_own_log_stays_its_own(tmp_path: Path) -> None:
    """Two spellings of one agency are no network; two agencies are, and so are more names than a part lists."""
    shelf = Shelf(tmp_path)
    shelf.put("a", "x/own.csv", FIELDS, ["Alder Falls OH PD", "Alder Falls OH PD [INACTIVE]", "OH - Alder Falls PD"])
    shelf.put("b", "x/two.csv", FIELDS, ["Alder Falls OH PD", "Port Wren CA PD"])
    shelf.put("c", "x/many.csv", FIELDS, [f"Alder Falls OH PD{' ' * n}." for n in range(1, 6)])
    shelf.put("d", "x/hidden.csv", FIELDS, ["Alder Falls OH PD", "***"])
    kinds = {one.shown.name: one.kind for one in shelf.releases()}
    network = dict.fromkeys(("two.csv", "many.csv", "hidden.csv"), "network_audit")
    assert kinds == {"own.csv": "organization_audit", **network}
