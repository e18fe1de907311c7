"""A case as a static tree: the same bytes each time, whole or not at all, small files, public records only."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from plainview import journey, publishing
from plainview.archive import open_archive
from plainview.case import Case, open_case
from plainview.cli import app
from plainview.errors import UserError
from plainview.intake import Facts
from plainview.publishing import explorer, making, manifest, shards
from plainview.publishing.making import Asked, Refused

DAY = date(2026, 1, 2)
HEADER = (
    "ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,Case #,Filters,"
    "Search Time,Search Type"
)
PLATE = "7ZQX491"
TOWNS = ("Alder Falls OH PD", "Port Wren CA PD", "Birch Hollow OH SO")


def log(first: int, n: int, plate: str = "***", months: int = 3) -> str:
    lines = [HEADER]
    for number in range(n):
        id = f"{first + number:08d}-0000-4000-8000-000000000000"
        day = f"{1 + number % months:02d}/{1 + number % 27:02d}/2025, {1 + number % 11:02d}:{number % 60:02d}:14 PM UTC"
        reason = ("stolen vehicle", "burglary", "10851 VC", "")[number % 4]
        lines.append(f'{id},A. B.,{TOWNS[number % 3]},{3 + number % 7},41,,{plate},{reason},,,"{day}",search')
    return "\n".join(lines) + "\n"


def build(folder: Path, **files: str) -> Case:
    (folder / "records").mkdir(parents=True)
    for name, text in files.items():
        (folder / "records" / f"{name} network audit.csv").write_text(text)
    case = open_case(folder / "case", DAY)
    done = journey.take_in(case, [folder / "records"], Facts(DAY, custodian="Alder Falls OH PD"), None, lambda *_: None)
    journey.build(case, done.fingerprint, lambda *_: None)
    return case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return build(tmp_path_factory.mktemp("made"), a=log(1, 60, PLATE))


@pytest.fixture(scope="module")
def out(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    publish(case, folder)
    return folder


def publish(case: Case, out: Path, **asked: Any) -> publishing.Published:
    return publishing.publish(case, out, Asked(**asked), lambda *_: None)


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_case_gives_the_same_bytes(case: Case, out: Path, tmp_path: Path) -> None:
    publish(case, tmp_path / "one", sqlite=True)
    publish(case, tmp_path / "two", sqlite=True)
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert one == two
    plain = tree(out)
    same = {"datapackage.json", "data.html", "data.json", "manifest.json"}  # these name the database
    assert {path: sha for path, sha in one.items() if path not in same | {"data/plainview.sqlite", "data/datasette.json"}} == {
        path: sha for path, sha in plain.items() if path not in same
    }


def test_the_tree_holds_no_database_unless_asked_for(out: Path) -> None:
    assert not list(out.rglob("*.sqlite")) + list(out.rglob("*.db")) + list(out.rglob("*.duckdb"))


def test_the_manifest_names_every_file_and_a_page_names_the_manifest(out: Path) -> None:
    told = json.loads((out / "manifest.json").read_text())
    assert {one["path"]: one["sha256"] for one in told["files"]} == {
        path: sha for path, sha in tree(out).items() if path != "manifest.json"
    }
    assert 'href="manifest.json"' in (out / "data.html").read_text()


@pytest.mark.parametrize("page", ["index.html", "coverage.html", "custodian/oh-alder-falls-police.html"])
def test_every_page_leads_to_the_tables(out: Path, page: str) -> None:
    found = re.search(r'href="([./]*data\.html)"', (out / page).read_text())
    assert found
    assert (out / page).parent.joinpath(found[1]).resolve() == (out / "data.html").resolve()


def test_every_address_in_the_new_pages_leads_somewhere(out: Path) -> None:
    n = 0
    for page in [out / "data.html", *out.glob("tables/*/index.html")]:
        for href in re.findall(r'(?:href|src)="([^"#:]+)"', page.read_text()):
            n += 1
            assert (page.parent / href).exists(), f"{page.name}: {href}"
    assert n > 40


def rows_of(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_the_pieces_hold_the_rows_of_the_whole_and_the_scripts_hold_the_same(out: Path) -> None:
    whole = rows_of(out / "data" / "entries.csv.gz")
    assert len(whole) == 60
    pieces = [row for path in sorted(out.glob("tables/*/*.csv")) for row in rows_of(path)]
    assert sorted(map(repr, pieces)) == sorted(map(repr, whole))
    texts = [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in pq.read_table(out / "data/entries.parquet").to_pylist()
    ]
    assert texts == whole
    for path in sorted(out.glob("tables/*/*.csv")):
        assert script_rows(path.with_suffix(".js")) == [
            {key: value for key, value in row.items() if key not in ("custodian", "custodian_id")} for row in rows_of(path)
        ]


def script_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a script file, read as the page's script reads them."""
    name, data = json.loads("[" + path.read_text().removeprefix("plainviewRows(").removesuffix(");\n") + "]")
    assert name == path.stem
    columns: dict[str, list[Any]] = {}
    for column, value in data.items():
        if isinstance(value, dict) and "row" in value:
            columns[column] = [f"{value['list'][at]}:{row}" for at, row in zip(value["at"], value["row"], strict=True)]
        elif isinstance(value, dict):
            columns[column] = [value["list"][at] for at in value["at"]]
        else:
            columns[column] = value or columns["entry"]
    keys = [one["name"] for one in shards.columns() if one["name"] in columns]
    return [
        {key: "" if cell is None else str(cell) for key, cell in zip(keys, row, strict=True)}
        for row in zip(*(columns[key] for key in keys), strict=True)
    ]


def test_only_what_may_be_published_is_in_the_rows(out: Path) -> None:
    whole = rows_of(out / "data" / "entries.csv.gz")
    assert {row["plate"] for row in whole} == {"value"}
    assert {row["account"] for row in whole} == {"partial"}
    assert {row["reason_words"] for row in whole} == {"stolen vehicle", "burglary", "10851 VC", ""}
    assert {row["purposes"] for row in whole} >= {"vehicle_theft (certain)", "burglary (certain)"}
    assert all(re.fullmatch(r"2025-\d\d-\d\d", row["day"]) and int(row["hour"]) < 24 for row in whole)
    assert not {"reason_raw", "case_raw", "account_token", "plate_token", "searched_at"} & set(whole[0])


def few_people(folder: Path, key: bytes | None, users: int, rows: int) -> list[dict[str, str]]:
    """Published rows of a log in which `rows` searches of Port Wren are by so many users, and 60 of Birch Hollow by ten."""
    lines = [HEADER]
    for number in range(60 + rows):
        id = f"{number + 1:08d}-0000-4000-8000-000000000000"
        town, user = (
            (TOWNS[1], f"P. {'ABCDEFGH'[number % users]}.") if number < rows else (TOWNS[2], f"B. {'KLMNOPQRST'[number % 10]}.")
        )
        when = f"01/{1 + number % 27:02d}/2025, {1 + number % 11:02d}:{number % 60:02d}:14 PM UTC"
        lines.append(f'{id},{user},{town},3,41,,***,stolen vehicle,,,"{when}",search')
    (folder / "records").mkdir(parents=True)
    (folder / "records" / "few network audit.csv").write_text("\n".join(lines) + "\n")
    case = open_case(folder / "case", DAY)
    done = journey.take_in(case, [folder / "records"], Facts(DAY, custodian="Alder Falls OH PD"), key, lambda *_: None)
    journey.build(case, done.fingerprint, lambda *_: None)
    publishing.publish(case, folder / "site", Asked(), lambda *_: None, key)
    return rows_of(folder / "site" / "data" / "entries.csv.gz")


@pytest.mark.parametrize(
    ("key", "users", "n", "is_coarse"),
    [(b"5" * 32, 4, 30, True), (b"5" * 32, 5, 30, False), (None, 1, 30, False), (None, 4, 4, True), (None, 5, 5, False)],
    ids=["four accounts", "five accounts", "accounts cannot be counted", "four searches", "five searches"],
)
def test_rows_of_an_agency_of_few_people_tell_neither_day_nor_hour_nor_row(
    tmp_path: Path, key: bytes | None, users: int, n: int, is_coarse: bool
) -> None:
    rows = few_people(tmp_path, key, users, n)
    few = [row for row in rows if row["searcher"] == "Port Wren Police Department (CA)"]
    others = [row for row in rows if row not in few]
    assert (len(few), len(others)) == (n, 60)
    assert all(re.fullmatch(r"2025-01-\d\d", row["day"]) and row["hour"] for row in others)
    assert len({row["search"] for row in rows}) == n + 60
    assert all((row["day"] == "2025-01" and not row["hour"]) == is_coarse for row in few)
    assert all((row["entry"].startswith("0" * 16) and row["search"].startswith("0" * 16)) == is_coarse for row in few)
    page = json.loads((tmp_path / "site" / "searcher" / f"{few[0]['searcher_id']}.json").read_text())
    assert bool(page["latest"]) != is_coarse
    if is_coarse:
        numbers = [int(row["entry"].partition(":")[2]) for row in few]
        assert numbers == sorted(numbers)


def test_a_large_log_is_cut_into_small_files(case: Case, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "AIM", 2_000)
    publish(case, tmp_path / "small")
    pieces = sorted((tmp_path / "small").glob("tables/*/*.csv"))
    assert len(pieces) > 4
    assert max(path.stat().st_size for path in pieces) <= 2_000
    assert sorted(repr(row) for path in pieces for row in rows_of(path)) == sorted(
        map(repr, rows_of(out / "data" / "entries.csv.gz"))
    )
    assert max(path.stat().st_size for path in out.glob("tables/**/*")) <= shards.LARGEST


def test_the_data_package_tells_the_truth(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text())
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names)) > 5
    for one in package["resources"]:
        path = out / one["path"]
        assert re.fullmatch(r"[a-z0-9._-]+", one["name"])
        assert path.stat().st_size == one["bytes"]
        assert one["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if one["format"] != "csv":
            assert pq.read_table(path).column_names == [field["name"] for field in one["schema"]["fields"]]
            continue
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert table[0] == [field["name"] for field in one["schema"]["fields"]]
        for at, field in enumerate(one["schema"]["fields"]):
            if field["type"] in ("integer", "number"):
                assert all(float(row[at]) is not None for row in table[1:] if row[at])


def test_the_database_holds_the_same_rows(case: Case, tmp_path: Path) -> None:
    publish(case, tmp_path / "site", sqlite=True)
    opened = sqlite3.connect(tmp_path / "site" / "data" / "plainview.sqlite")
    opened.row_factory = sqlite3.Row
    found = [
        {key: "" if row[key] is None else str(row[key]) for key in dict(row)} for row in opened.execute("select * from entries")
    ]
    assert found == rows_of(tmp_path / "site" / "data" / "entries.csv.gz")
    assert opened.execute("select count(*) from agencies").fetchone()[0] >= 3
    linked = {(row["from"], row["table"], row["to"]) for row in opened.execute("pragma foreign_key_list(entries)")}
    assert linked == {(one, "agencies", "agency_id") for one in ("custodian_id", "searcher_id")}
    assert opened.execute("pragma foreign_key_check").fetchall() == []
    told = json.loads((tmp_path / "site" / "data" / "datasette.json").read_text())["databases"]["plainview"]["tables"]
    for name, table in told.items():
        assert list(table["columns"]) == [row["name"] for row in opened.execute(f"pragma table_info({name})")]
        assert set(table.get("facets", [])) <= set(table["columns"])


def test_a_planted_plate_stops_everything_and_the_old_tree_stays(
    case: Case, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    publish(case, target)
    before = tree(target)
    truly = explorer.write_pages

    def leaky(rows: Any, folder: Path, *more: Any) -> None:
        truly(rows, folder, *more)
        page = folder / "index.html"
        page.write_text(page.read_text().replace("</main>", f"<p>seen {PLATE[:4].lower()} {PLATE[4:]}</p></main>"))

    monkeypatch.setattr(explorer, "write_pages", leaky)
    with pytest.raises(Refused) as refused:
        publish(case, target)
    assert "index.html" in str(refused.value)
    assert tree(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_a_word_that_is_a_plate_too_is_shown_to_a_person_who_may_allow_it(tmp_path: Path) -> None:
    made = build(tmp_path / "made", a=log(1, 12, "BURGLARY"))
    with pytest.raises(Refused) as refused:
        publish(made, tmp_path / "site")
    assert "--allow-word BURGLARY" in refused.value.fix
    assert not (tmp_path / "site").exists()
    done = publish(made, tmp_path / "site", allowed=("burglary",))
    assert done.n_allowed == 1
    assert "allow" not in (tmp_path / "site" / "manifest.json").read_text()  # the list of such words is not published


def test_only_public_records_are_published(tmp_path: Path) -> None:
    made = build(tmp_path / "made", a=log(1, 20), b=log(100, 20).replace("Birch Hollow", "Quill Harbor"))
    archive = open_archive(made.archive)
    from plainview import seal

    one = next(receipt for receipt in archive.accepted() if receipt.name.startswith("b "))
    seal.change_handling(made, archive, one.sha256, "embargoed", "asked for")
    print_ = journey.take_in(made, [], Facts(DAY), None, lambda *_: None).fingerprint
    journey.build(made, print_, lambda *_: None)
    publish(made, tmp_path / "site")
    assert len(rows_of(tmp_path / "site" / "data" / "entries.csv.gz")) == 20
    assert not [path for path in (tmp_path / "site").rglob("*") if path.is_file() and b"Quill Harbor" in path.read_bytes()]


def test_an_account_is_shown_for_no_finding_that_two_people_did_not_confirm(case: Case, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="two people confirmed"):
        publish(case, tmp_path / "site", account_findings=("0123456789abcdef",))
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("place", ["", "site", "../case/warehouse/x"])
def test_a_tree_is_not_put_inside_the_case(case: Case, place: str) -> None:
    with pytest.raises(UserError, match="is the case, lies inside it"):
        publish(case, case.root / place)


def test_a_folder_of_other_files_is_left_alone(case: Case, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="was not published before"):
        publish(case, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_full_disk_leaves_the_old_tree(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    publish(case, target)
    before = tree(target)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "site")

    monkeypatch.setattr(making.whole, "write_package", full)
    with pytest.raises(OSError, match="No space left"):
        publish(case, target)
    assert tree(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


KILLED = """
import sys, os, signal
from pathlib import Path
from plainview import publishing
from plainview.case import Case
from plainview.publishing import making
step, seen = int(sys.argv[3]), [0]
def progress(*_):
    seen[0] += 1
    if seen[0] == step:
        os.kill(os.getpid(), signal.SIGKILL)
truly = making.exchanged
def dying(one, other):
    found = truly(one, other)
    os.kill(os.getpid(), signal.SIGKILL)
if step == 9:
    making.exchanged = dying
publishing.publish(Case(Path(sys.argv[1])), Path(sys.argv[2]), publishing.Asked(sqlite=True), progress)
"""


@pytest.mark.parametrize("step", [1, 2, 4, 9])
def test_a_killed_run_leaves_a_whole_tree(case: Case, out: Path, tmp_path: Path, step: int) -> None:
    target = tmp_path / "site"
    publish(case, target)
    done = subprocess.run([sys.executable, "-c", KILLED, str(case.root), str(target), str(step)], check=False)
    assert done.returncode == -signal.SIGKILL
    checked = publishing.check(target)
    assert checked.is_whole
    assert (target / "data" / "plainview.sqlite").exists() == (step == 9)  # after the change of places it is the new tree
    publish(case, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


@pytest.fixture
def copy(out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(out, tmp_path / "copy"))


def check(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["publish", str(folder), "--check"])
    return done.exit_code, done.output


def test_a_copy_is_held_against_its_manifest_without_the_case(copy: Path) -> None:
    assert check(copy)[0] == 0
    (copy / "index.html").write_text((copy / "index.html").read_text() + " ")
    code, said = check(copy)
    assert (code, "changed: index.html" in said) == (3, True)
    (copy / "index.html").unlink()
    (copy / "added.html").write_text("x")
    code, said = check(copy)
    assert (code, "missing: index.html" in said, "not in the manifest: added.html" in said) == (3, True, True)
    told = json.loads(CliRunner().invoke(app, ["publish", str(copy), "--check", "--json"]).output)
    assert (told["missing"], told["added"], told["changed"]) == (["index.html"], ["added.html"], [])


def test_a_change_of_equal_size_is_seen_and_a_link_is_no_file(copy: Path) -> None:
    page = copy / "data.html"
    text = page.read_text()
    page.write_text(text.replace("a", "b", 1))
    assert publishing.check(copy).changed == ("data.html",)
    page.unlink()
    page.symlink_to(copy / "index.html")
    assert not publishing.check(copy).is_whole


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1, "files": [{}]}'])
def test_a_damaged_manifest_is_told(copy: Path, text: str) -> None:
    (copy / manifest.NAME).write_text(text)
    with pytest.raises(UserError, match="damaged"):
        publishing.check(copy)


def test_the_command_tells_what_it_wrote(case: Case, tmp_path: Path) -> None:
    words = ["publish", str(tmp_path / "site"), "--case", str(case.root)]
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert told["n_entries"] == 60
    assert told["sha256"] == hashlib.sha256((tmp_path / "site" / "manifest.json").read_bytes()).hexdigest()
    said = CliRunner().invoke(app, words).output
    assert "looked for 1 plates" in said or "looked for 1 plate" in said
    assert CliRunner().invoke(app, ["publish", "--check"]).exit_code != 0


def test_findings_about_accounts_are_taken_out_but_for_those_asked_for() -> None:
    from plainview.publishing.covering import Covered
    from plainview.store import empty

    with empty() as store:

        class Source:
            rows = staticmethod(store.rows)

            def run(self, name: str, **params: object) -> None:
                if name == "page/made_findings":
                    found = "('a', 'agency'), ('b', 'account'), ('c', 'account')"
                    store.db.execute(
                        f"create or replace temp table page_findings as from (values {found}) as f(finding_id, scope)"
                    )
                else:
                    store.run(name, **params)

        def left(*asked: str) -> list[tuple[str]]:
            Covered(Source(), {}, asked).run("page/made_findings")
            found: list[tuple[str]] = store.db.execute("select finding_id from page_findings order by all").fetchall()
            return found

        assert left() == [("a",)]
        assert left("c") == [("a",), ("c",)]


def test_the_example_for_notebooks_runs_over_a_published_tree(out: Path) -> None:
    script = Path(__file__).parents[2] / "docs" / "publish-notebook.py"
    done = subprocess.run([sys.executable, str(script), str(out)], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0].endswith("60 entries of 60 searches")
    assert any("vehicle theft (certain)" in line for line in lines)
    assert [line for line in lines if line.startswith("2025-0")]
