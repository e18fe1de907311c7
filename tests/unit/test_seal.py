"""Records clawed back: bytes and all that was made of them go, hash and reason stay; handling keeps files off the site."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from watch_tables import watch

from plainview import cli, journey, sampling, seal
from plainview.archive import Archive, Receipt, check_handling, open_archive, sha256_of, strictest
from plainview.case import Case, open_case
from plainview.errors import UserError
from plainview.intake import Facts
from plainview.sampling import sheet
from plainview.server import live
from plainview.store import open_current
from plainview.watch import state as states

DAY = date(2026, 1, 2)
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"


def log(first: int, org: str, reason: str) -> str:
    row = '{:08d}-0000-4000-8000-000000000000,***,{},3,,***,{},,,"09/01/2025, 12:04:14 PM UTC",search\n'
    return HEADER + "\n" + "".join(row.format(first + n, org, reason) for n in range(3))


class Records:
    """A folder of made-up logs, and the journey over it."""

    def __init__(self, folder: Path) -> None:
        self.files, self.case = folder / "records", open_case(folder / "case", DAY)
        self.files.mkdir(exist_ok=True)
        (self.files / "open.csv").write_text(log(1, "Alder Falls OH PD", "stolen vehicle"))
        (self.files / "back.csv").write_text(log(50, "Port Wren CA PD", "burglary"))

    @property
    def archive(self) -> Archive:
        return open_archive(self.case.archive)

    def sha256(self, name: str) -> str:
        return sha256_of(self.files / name)

    def take(self, facts: Facts | None = None, only: str = "") -> str:
        return journey.take_in(self.case, [self.files / only], facts or Facts(DAY), None, lambda *_: None).fingerprint

    def run(self, facts: Facts | None = None, only: str = "") -> None:
        journey.publish(self.case, journey.build(self.case, self.take(facts, only), lambda *_: None))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        opened = open_current(self.case.warehouse, self.case.temporary)
        try:
            return [tuple(one.values()) for one in opened.text_rows(sql)]
        finally:
            opened.close()


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records after one whole journey, to be copied: the journey takes seconds."""
    folder = tmp_path_factory.mktemp("once")
    Records(folder).run()
    return folder


@pytest.fixture
def audited(once: Path, tmp_path: Path) -> Records:
    shutil.copytree(once, tmp_path / "audited")
    return Records(tmp_path / "audited")


def holding(root: Path, *words: str) -> list[Path]:
    """Files of a case that hold one of these words, the journal aside."""
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "journal.jsonl"]
    return [path for path in files if any(word.encode() in path.read_bytes() for word in words)]


def assert_sealed(records: Records, name: str, words: str) -> None:
    """Nothing but the record of the erasure is left of it, and a further run does not bring it back."""
    sha256 = records.sha256(name)
    assert not records.archive.holds(sha256)
    records.run()
    assert holding(records.case.root, words) == []
    assert not list(records.case.warehouse.glob(f"*/*/{sha256[:16]}*"))
    assert records.ask(f"select count(*) from releases where sha256 = '{sha256}'") == [(0,)]
    assert records.ask("select distinct searcher_raw from entries") == [("Alder Falls OH PD",)]
    told = records.ask(f"select kind, size_bytes, why, fix from refused where sha256 = '{sha256}'")
    size = (records.files / name).stat().st_size
    assert told == [("sealed", size, "was sealed on 2026-03-04 because: the city attorney asked", seal._FIX)]


def test_a_sealed_release_is_gone_from_archive_tables_and_pages(audited: Records) -> None:
    records = audited
    assert holding(records.case.root, "Port Wren")
    seal.seal(records.case, records.archive, records.sha256("back.csv")[:16], "the city attorney asked", date(2026, 3, 4))
    assert holding(records.case.root, "Port Wren") == []
    assert_sealed(records, "back.csv", "Port Wren")


def test_sealing_twice_says_the_same_and_changes_nothing(audited: Records) -> None:
    records = audited
    first = seal.seal(records.case, records.archive, "records/back.csv", "the city attorney asked", date(2026, 3, 4))
    records.run()
    journal = (records.case.archive / "journal.jsonl").read_bytes()
    again = seal.seal(records.case, records.archive, records.sha256("back.csv"), "another reason", date(2026, 5, 6))
    assert again == first
    assert (records.case.archive / "journal.jsonl").read_bytes() == journal
    assert (records.case.warehouse / "CURRENT").exists()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("step", range(8))
def test_killed_at_any_step_the_next_run_ends_the_erasure(audited: Records, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Every call that changes the disk may be the last one."""
    records, left = audited, step
    shutil.copy(records.files / "back.csv", records.files / "copy.csv")
    records.take()

    def killed(call: Callable[..., Any]) -> Callable[..., Any]:
        def doing(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return call(*args, **kwargs)

        return doing

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "note", killed(Archive.note))
        patched.setattr(Path, "unlink", killed(Path.unlink))
        patched.setattr(shutil, "rmtree", killed(shutil.rmtree))
        with suppress(Killed):
            seal.seal(records.case, records.archive, "records/back.csv", "the city attorney asked", date(2026, 3, 4))
    if step == 0:
        return  # nothing was noted: nothing is promised
    (records.files / "copy.csv").unlink()
    records.take()
    assert {one.fate for one in records.archive.receipts.values() if one.sha256 == records.sha256("back.csv")} == {"sealed"}
    assert not records.archive.holds(records.sha256("back.csv"))
    assert holding(records.case.root, "Port Wren") == []


def test_what_a_sealed_page_carries_is_sealed_too_unless_it_came_by_itself(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    archive = open_archive(case.archive)
    hashes = {}
    for name in ("page.html", "only.csv", "also.csv"):
        (tmp_path / name).write_text(name)
        hashes[name] = sha256_of(tmp_path / name)
        archive.keep(tmp_path / name, hashes[name])
    page = hashes["page.html"]
    for path, parent in (("a/page.html", ""), ("a/page.html#only.csv", page), ("a/page.html#also.csv", page), ("b/also.csv", "")):
        name = path.replace("#", "/").rpartition("/")[2]
        archive.note(Receipt("accepted", hashes[name], 9, name, path, "2026-01-01", parent_sha256=parent))
    with pytest.raises(UserError, match=r"is carried by the page a/page\.html") as caught:
        seal.seal(case, archive, "a/page.html#only.csv", "why", DAY)
    assert page[:16] in caught.value.fix
    seal.seal(case, archive, "a/page.html", "why", DAY)
    found = {one.path: one.fate for one in open_archive(case.archive).receipts.values()}
    assert found == {
        "a/page.html": "sealed",
        "a/page.html#only.csv": "sealed",
        "a/page.html#also.csv": "other_print",
        "b/also.csv": "accepted",
    }
    assert [archive.holds(hashes[name]) for name in ("page.html", "only.csv", "also.csv")] == [False, False, True]


@pytest.mark.parametrize(
    ("release", "why", "words"),
    [
        ("0" * 16, "why", "is no release of this case"),
        ("records/back.csv", " \n", "--why: is empty"),
        ("../x", "why", "is no release"),
    ],
)
def test_what_cannot_be_sealed_is_told(audited: Records, release: str, why: str, words: str) -> None:
    records = audited
    with pytest.raises(UserError, match=words) as caught:
        seal.seal(records.case, records.archive, release, why, DAY)
    assert caught.value.fix
    assert len(records.archive.accepted()) == 2


# ---- handling -------------------------------------------------------------------------------------------------------


def site(case: Case) -> str:
    return "\n".join(
        path.read_text(errors="replace") for path in case.site.rglob("*") if path.suffix in (".html", ".json", ".csv")
    )


def test_only_public_files_are_published_and_no_table_behind_the_site_knows_the_others(records: Records) -> None:
    (records.files / "bad.csv").write_text("no log at all\n")
    records.run(Facts(DAY, handling="embargoed"), only="back.csv")
    (records.files / "back.csv").rename(records.files / ".back.csv")
    records.run()
    assert records.ask("select path, handling from releases order by 1") == [
        ("records/back.csv", "embargoed"), ("records/open.csv", "public"),
    ]  # fmt: skip
    assert len(records.ask("select * from searches")) == 6
    text = site(records.case)
    assert "Alder Falls" in text
    assert "bad.csv" in text
    assert "Port Wren" not in text
    assert "back.csv" not in text


def test_a_refused_file_that_is_not_public_is_not_named_on_the_site(records: Records) -> None:
    (records.files / "bad.csv").write_text("no log at all\n")
    records.run(Facts(DAY, handling="privileged"), only="bad.csv")
    (records.files / "bad.csv").unlink()
    records.run()
    assert "bad.csv" not in site(records.case)
    assert records.ask("select path from refused") == [("records/bad.csv",)]


def test_with_nothing_public_there_is_still_a_site(records: Records) -> None:
    records.run(Facts(DAY, handling="sealed"))
    assert "Port Wren" not in site(records.case)
    assert "Alder Falls" not in site(records.case)


def test_handling_is_changed_and_journalled_with_its_reason(audited: Records) -> None:
    records = audited
    seal.change_handling(records.case, records.archive, records.sha256("back.csv")[:16], "embargoed", "until 1 May")
    assert [(one.handling, one.handling_why) for one in records.archive.accepted()] == [
        ("embargoed", "until 1 May"),
        ("public", ""),
    ]
    records.take()
    assert [(one.handling, one.handling_why) for one in records.archive.accepted()] == [
        ("embargoed", "until 1 May"),
        ("public", ""),
    ]
    seal.change_handling(records.case, records.archive, "records/back.csv", "public", "the embargo is over")
    records.run()
    assert "Port Wren" in site(records.case)


def test_a_copy_that_comes_later_does_not_make_a_release_public(records: Records) -> None:
    records.run(Facts(DAY, handling="embargoed"))
    shutil.copy(records.files / "back.csv", records.files / "copy.csv")
    records.run()
    assert records.ask("select path, handling from releases where path like '%back%'") == [("records/back.csv", "embargoed")]
    assert "Port Wren" not in site(records.case)


def test_handlings_are_words_in_an_order() -> None:
    assert strictest(["public", "sealed", "embargoed"]) == "sealed"
    assert strictest([]) == "public"
    assert strictest(["public", "a word of a newer version"]) == "a word of a newer version"
    with pytest.raises(UserError, match="is not known"):
        check_handling("secret")


def test_the_commands(audited: Records, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("PLAINVIEW_KEY_FILE", raising=False)

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["plainview", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    records = audited
    case = ["--case", str(records.case.root)]
    write_sheet(records)
    watch(records.case, "w", 'question = "purpose_on_cameras"\npurposes = ["burglary"]\nlogs = ["organization"]\n')
    assert run("watch", "run", *case) == 0
    feed = records.case.root / "watch" / "feed.xml"
    assert "Port Wren" in feed.read_text()
    assert run("audit", str(records.files), *case, "--handling", "secret") == 2
    assert run("handling", "records/back.csv", "embargoed", "--why", "until May", *case) == 0
    assert "Port Wren" not in site(records.case)
    assert run("seal", "records/back.csv", "--why", "asked back", *case) == 0
    told = capsys.readouterr().out
    assert "3 lines of samples and 1 alerts that told of it were blanked" in told
    assert "samples/torn/sheet.csv: could not be read" in told
    assert "Port Wren" not in feed.read_text()
    with states.opened(records.case.root) as state:
        assert "Port Wren" not in json.dumps(state.alerts())
    assert f"was sealed on {date.today().isoformat()} because: asked back" in told
    assert not records.archive.holds(records.sha256("back.csv"))
    assert (records.case.site / "index.html").exists()
    assert holding(records.case.root, "Port Wren") == []


# ---- copies that a release leaves -----------------------------------------------------------------------------------------


def published_tree(folder: Path, words: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(words)
    (folder / "manifest.json").write_text('{"format": 1, "made_by": "plainview 0.6.0", "files": []}')


def test_nothing_of_a_sealed_file_is_left_anywhere_in_the_case(audited: Records) -> None:
    """Planted wherever a case holds more than its archive: drops, what servers put aside, published trees, fetches."""
    records, root = audited, audited.case.root
    data = (records.files / "back.csv").read_bytes()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    places = [
        "warehouse/incoming/0123456789abcdef/dropped/back.csv",  # of a version that did not name its process
        f"warehouse/incoming/{gone.pid}-0123456789abcdef/city/back.csv",
        f"warehouse/incoming/{os.getpid()}-0123456789abcdef/city/back.csv",  # being received
        f"warehouse/serve/{os.getpid()}/1/duckdb_temp_storage-0.tmp",
        "warehouse/serve/asked/duckdb_temp_storage-1.tmp",
        "warehouse/tmp/watch/duckdb_temp_storage-2.tmp",
        "warehouse/gen-0123456789abcdef.new/entries.parquet",
        "refresh/incoming/port-wren.body",
        "refresh/aside/port-wren/2026-04-10-1205-0123456789ab.html",
        "site.new/index.html",
        "site.old/index.html",
        "publish/.2026-02-28.new/index.html",
        "for the council/.march.old/index.html",
    ]
    for place in places:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(data)
    published_tree(root / "publish" / "2026-03-31", data)
    published_tree(root / "for the council" / "march", data)
    (root / f"warehouse/incoming/{os.getpid()}-0123456789abcdef/city/other.csv").write_text("being received")
    before = {path for path in root.rglob("*") if path.is_file()}
    assert len(holding(root, "Port Wren")) > len(places)
    seal.seal(records.case, records.archive, "records/back.csv", "the city attorney asked", date(2026, 3, 4))
    assert holding(root, "Port Wren") == []
    left = before & {path for path in root.rglob("*") if path.is_file()}
    assert root / f"warehouse/incoming/{os.getpid()}-0123456789abcdef/city/other.csv" in left, "somebody else's drop goes on"
    assert {root / "plainview.toml", root / "decisions.csv", records.archive.bytes_path(records.sha256("open.csv"))} <= left
    assert_sealed(records, "back.csv", "Port Wren")


def test_what_only_looks_like_a_published_tree_stays(audited: Records) -> None:
    records, root = audited, audited.case.root
    (root / "notes").mkdir()
    (root / "notes" / "manifest.json").write_text('{"name": "something else"}')
    (root / "notes" / "story.txt").write_text("a draft")
    (root / "elsewhere").symlink_to(records.files)
    (records.files / "manifest.json").write_text('{"format": 1, "made_by": "plainview 0.6.0", "files": []}')
    seal.seal(records.case, records.archive, "records/back.csv", "the city attorney asked", date(2026, 3, 4))
    assert (root / "notes" / "story.txt").read_text() == "a draft"
    assert (records.files / "back.csv").exists(), "what a link leads to is not ours to erase"


def test_a_server_that_shows_the_tables_shows_nothing_of_a_sealed_file(audited: Records) -> None:
    shown = live.Live(audited.case)
    try:
        shown.look(at_once=True)
        assert shown.wait(lambda: shown.now is not None, 600)
        assert holding(audited.case.root, "Port Wren")
        seal.seal(audited.case, audited.archive, "records/back.csv", "the city attorney asked", date(2026, 3, 4))
        assert holding(audited.case.root, "Port Wren") == []
        shown.look(at_once=True)
        assert shown.now is None
    finally:
        shown.close()


def write_sheet(records: Records) -> list[dict[str, str]]:
    """A sheet of four drawn searches, three of which stand or may stand in the file, and one that is no sheet."""
    id = records.sha256("back.csv")[:16]
    cells = dict.fromkeys(sheet.COLUMNS, "")
    told = {"searcher": "a searcher", "reason": "at the wharf", "offense": "459", "answer": "ok", "why": "read"}
    lines = [
        cells | told | {"sample_no": "1", "search_id": f"{id}:2", "printed": f"{id}:2 (line 3)"},
        cells | told | {"sample_no": "2", "search_id": "a" * 16 + ":2", "printed": f"{'a' * 16}:2 (line 3); {id}:4 (line 5)"},
        cells | told | {"sample_no": "3", "search_id": "a" * 16 + ":9", "printed": f"{'a' * 16}:9 (line 3); and 3 more"},
        cells | told | {"sample_no": "4", "search_id": "a" * 16 + ":5", "printed": f"{'a' * 16}:5 (line 6)"},
    ]
    path = records.case.root / "samples" / "audit" / "sheet.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(sheet.text_of(lines))
    (path.parent.parent / "torn").mkdir()
    (path.parent.parent / "torn" / "sheet.csv").write_text("no sheet")
    return lines


def test_sheets_of_samples_are_blanked_and_answers_stay(audited: Records) -> None:
    records, id = audited, audited.sha256("back.csv")[:16]
    lines = write_sheet(records)
    assert sampling.forget(records.case, {id}) == (3, ["samples/torn/sheet.csv"])
    with (records.case.root / "samples" / "audit" / "sheet.csv").open(encoding="utf-8", newline="") as file:
        after = list(csv.DictReader(file))
    assert [line["reason"] for line in after] == ["[sealed]"] * 3 + ["at the wharf"]
    assert [line["searcher"] for line in after] == ["", "", "", "a searcher"]
    assert [(line["sample_no"], line["search_id"], line["answer"]) for line in after] == [
        (line["sample_no"], line["search_id"], "ok") for line in lines
    ]
    assert sampling.forget(records.case, {id}) == (0, ["samples/torn/sheet.csv"]), "and once is enough"
