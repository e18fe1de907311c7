"""Records clawed back: bytes and all that was made of them go, hash and reason stay; handling keeps files off the site."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plainview import cli, journey, seal
from plainview.archive import Archive, Receipt, check_handling, open_archive, sha256_of, strictest
from plainview.case import Case, open_case
from plainview.errors import UserError
from plainview.intake import Facts
from plainview.store import open_current

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
    assert run("audit", str(records.files), *case, "--handling", "secret") == 2
    assert run("handling", "records/back.csv", "embargoed", "--why", "until May", *case) == 0
    assert "Port Wren" not in site(records.case)
    assert run("seal", "records/back.csv", "--why", "asked back", *case) == 0
    assert f"was sealed on {date.today().isoformat()} because: asked back" in capsys.readouterr().out
    assert not records.archive.holds(records.sha256("back.csv"))
    assert (records.case.site / "index.html").exists()
    assert holding(records.case.root, "Port Wren") == []
