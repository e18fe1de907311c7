"""Quirk files: the same bytes every time, a truth that is what they print, and a check that sees every planted error.

`python tests/unit/test_simulate_quirks.py` writes the table of docs/quirks.md anew.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import mailbox
import os
import subprocess
import sys
from collections import defaultdict
from datetime import datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from plainview import simulate
from plainview.errors import UserError
from plainview.simulate import quirks
from plainview.simulate.quirks import checking, draft, writing

DOC = Path(__file__).parents[2] / "docs" / "quirks.md"
BEGIN, END = "<!-- quirks -->\n", "<!-- end -->\n"
Table = dict[str, Any]
SMALL = frozenset(quirks.known()) - {"cap_20000"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("quirks") / "out"
    simulate.network(out, 100, 12, seed=5, custodians=3, quirks=SMALL)
    return out


def read(out: Path, name: str) -> list[Table]:
    with (out / "truth" / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def lines_of(out: Path) -> dict[str, list[Table]]:
    found = defaultdict(list)
    for line in read(out, quirks.LINES):
        found[line["file"]].append(line)
    return found


# ---- what is written ----------------------------------------------------------------------------------------------------


def test_the_same_arguments_give_the_same_bytes_under_another_clock_zone_and_hash_seed(tmp_path: Path) -> None:
    code = "from plainview import simulate; from pathlib import Path; import sys\n"
    code += "simulate.quirk_mixtures(Path(sys.argv[1]), 25, 3)"
    for name, more in (("a", {}), ("b", {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"})):
        subprocess.run([sys.executable, "-c", code, name], cwd=tmp_path, env={**os.environ, **more}, check=True)
    a, b = ({str(p.relative_to(top)): p.read_bytes() for p in top.rglob("*") if p.is_file()} for top in
            (tmp_path / "a", tmp_path / "b"))  # fmt: skip
    assert len(a) > 25
    assert a == b


def test_every_quirk_has_its_files_and_every_file_its_lines(made: Path) -> None:
    files = read(made, quirks.FILES)
    assert {name for file in files for name in file["quirks"]} == SMALL
    lines = lines_of(made)
    assert {file["file"]: file["rows"] for file in files} == {
        name: sum(line["what"] == "row" for line in found) for name, found in lines.items()
    }


def test_a_row_that_is_altered_names_the_quirk(made: Path) -> None:
    """Quirks of some rows only, and of the right ones: rows of a quirk's file that it left alone do not name it."""
    named = {"rows_right", "rows_left", "stacked_exports", "verdict_in_time", "mask_stars", "repeats_exact", "window_reversed"}
    kinds = {file["file"]: file["quirks"][0] for file in read(made, quirks.FILES)}
    for file, lines in lines_of(made).items():
        if kinds[file] in named:
            marked = [kinds[file] in line["quirks"] for line in lines if line["what"] == "row"]
            assert any(marked), file
            assert not all(marked), file


def test_the_lines_of_text_files_stand_where_the_truth_says(made: Path) -> None:
    """Read by Python's own csv module, which counts lines by itself."""
    seen = 0
    facts = {file["file"]: file for file in read(made, quirks.FILES)}
    for name, lines in lines_of(made).items():
        place = made / "records" / name
        if facts[name]["type"] != "csv" or not place.is_file():
            continue
        data = place.read_bytes()
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252" if "cp1252" in name else "utf-8-sig"
        text = data.decode(encoding)
        delimiter = "\t" if "\t" in text.split("\n")[0] else ";" if ";" in text.split("\n")[0] else ","
        rows, at = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
        for line in lines:
            row = next(rows)
            assert line["line"] == at, (name, line)
            at = rows.line_num + 1
            if line["what"] == "row":
                seen += 1
                assert_printed(line["entry"], row, name)
        assert next(rows, None) is None
    assert seen > 2000


def assert_printed(entry: Table, row: list[str], name: str) -> None:
    """Every true text stands in some cell of the printed row."""
    for column in ("vendor_id", "searcher_raw", "search_type", "reason_raw", "case_raw"):
        wanted = entry.get(column)
        if isinstance(wanted, str) and wanted:
            assert wanted in row, (name, column, row)


def test_a_print_holds_the_rows_of_the_truth_at_their_places(made: Path) -> None:
    """Read by pdfium alone, line by line: the row on each line is the one that the truth has there."""
    name = next(file["file"] for file in read(made, quirks.FILES) if file["type"] == "pdf")
    document = pypdfium2.PdfDocument(made / "records" / name)
    texts = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    document.close()
    rows = [line for line in lines_of(made)[name] if line["what"] == "row"]
    assert {line["page"] for line in rows} == set(range(1, len(texts) + 1))
    for page, text in enumerate(texts, 1):
        wanted = [line["entry"]["vendor_id"] for line in rows if line["page"] == page]
        assert [one for one in text.split() if one in set(wanted)] == wanted
        assert [line["line"] for line in rows if line["page"] == page] == list(range(2, len(wanted) + 2))


def test_mail_holds_its_messages_and_the_log(made: Path) -> None:
    """Taken apart by the standard library's own mailbox and message readers."""
    told: dict[str, list[Table]] = defaultdict(list)
    for one in read(made, quirks.MAIL):
        told[one["file"].split(".mbox")[0] + (".mbox" if ".mbox" in one["file"] else "")].append(one)
    assert {one["quirks"][0] for found in told.values() for one in found} == {"mail_asks", "mail_cover", "mailbox"}
    logs = {file["sha256"] for file in read(made, quirks.FILES) if file["file"].split("/")[-2].endswith((".eml", ".mbox"))}
    seen: set[str] = set()
    for name, said in told.items():
        place = made / "records" / name
        box = name.endswith(".mbox")
        messages = list(mailbox.mbox(place)) if box else [message_from_bytes(place.read_bytes())]
        assert len(messages) == len(said)
        for message, one in zip(messages, said, strict=True):
            if one["true"]:
                assert one["true"]["asker_domain"] in message.as_string()
                assert one["true"]["case_raw"] in message.as_string()
                assert parsedate_to_datetime(message["Date"]).replace(tzinfo=None).isoformat() == one["true"]["sent_at"]
            seen |= {hashlib.sha256(part.get_payload(decode=True)).hexdigest() for part in message.walk() if part.get_filename()}  # type: ignore[arg-type]
    assert seen == logs


def test_workbooks_hold_the_rows_of_the_truth(made: Path) -> None:
    seen = 0
    for name, lines in lines_of(made).items():
        place = made / "records" / name
        if place.suffix not in (".xlsx", ".xlsm", ".ods") or not place.is_file():
            continue
        book = python_calamine.CalamineWorkbook.from_path(place)
        sheets = {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names}
        for line in lines:
            row = sheets[line["sheet"]][line["line"] - 1]
            if line["what"] == "row":
                seen += 1
                assert line["entry"]["vendor_id"] in row, (name, line["line"])
    assert seen > 200


def test_a_serial_is_the_moment_a_spreadsheet_shows() -> None:
    assert writing.days(datetime(2026, 1, 5, 12)) == 46027.5
    assert writing.days(datetime(1900, 3, 1)) == 61.0


def test_all_quirks_together_are_known_by_one_word() -> None:
    assert set(quirks.chosen(frozenset({"all"}), frozenset())) == set(quirks.known())
    assert quirks.chosen(frozenset({"rows_left", "repeats"}), frozenset({"repeats"})) == ["rows_left"]
    with pytest.raises(UserError, match="no such quirk: upside_down"):
        quirks.chosen(frozenset({"rows_left", "upside_down"}), frozenset())


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_a_mixture_takes_hold_of_nothing_twice(seed: int, most: int) -> None:
    names = quirks.mixture(np.random.default_rng(seed), most)
    assert 1 <= len(names) <= most
    slots = [slot for name in names for slot in quirks.known()[name].slots]
    assert len(slots) == len(set(slots))


def test_columns_that_a_file_lacks_are_not_exported() -> None:
    plain = draft.Draft("x", "network_audit", "a", "2026-01", (("Reason", "reason"),), ())
    row = draft.Row("Q", datetime(2026, 1, 1), {"reason": "x"}, {"reason_state": "value", "case_state": "value", "networks": 3})
    assert draft.entry_of(plain, row) == {"reason_state": "value", "case_state": "not_exported", "networks": None}


# ---- what the check sees ------------------------------------------------------------------------------------------------


class Read:
    """Tables as a perfect reader would leave them, to be spoiled one cell at a time."""

    def __init__(self, out: Path) -> None:
        self.truth = out / "truth"
        self.tables: dict[str, list[Table]] = {name: [] for name in ("releases", "refused", "entries", "set_aside", "issues")}
        lines = lines_of(out)
        for file in read(out, quirks.FILES):
            rows = [line for line in lines[file["file"]] if line["what"] == "row"]
            used = {"n_rows": len(rows), "n_used": len(rows), "n_quarantined": 0, "n_skipped": 0}
            self.tables["releases"].append({"release_id": file["file"], "sha256": file["sha256"], "kind": file["kind"], **used})
            for number, line in enumerate(rows, 1):
                cells = {c: v[0] if isinstance(v, list) else v for c, v in line["entry"].items()}
                where = {"release_id": file["file"], "row_no": number, "locator": checking.locator(line)}
                self.tables["entries"].append(dict.fromkeys(checking.COLUMNS) | cells | where)
            for kinds in file["tells"]:
                self.issue(file["file"], 0, kinds[0])
        self.tables["messages"] = []
        for one in read(out, quirks.MAIL):
            if one["true"]:
                self.tables["releases"].append({"release_id": one["file"], "sha256": one["sha256"]})
                self.tables["messages"].append({"release_id": one["file"], "sha256": one["sha256"], **one["true"]})
            elif not one["taken_apart"]:
                self.tables["refused"].append({"sha256": one["sha256"], "kind": "private", "why": "asks nothing"})

    def issue(self, release: str, row_no: int, kind: str, value: str = "", column: str = "") -> None:
        row = {"release_id": release, "row_no": row_no, "kind": kind, "value": value, "column_name": column}
        self.tables["issues"].append(row)

    def ask(self, sql: str) -> list[Table]:
        return self.tables[sql.split(" from ")[1].split()[0]]

    def check(self) -> checking.Report:
        return checking.check(self.truth, self.ask)

    def entries(self, quirk: str) -> list[Table]:
        return [row for row in self.tables["entries"] if f"_{quirk}/" in row["release_id"]]


@pytest.fixture
def perfect(made: Path) -> Read:
    return Read(made)


def test_a_perfect_reading_is_found_without_fault(perfect: Read) -> None:
    report = perfect.check()
    assert set(report.counts) == {"equal"}
    assert (report.silent, report.unbalanced, report.untold, report.other_kind) == (0, [], [], [])


@pytest.mark.parametrize("column", checking.COLUMNS)
def test_a_cell_read_wrongly_is_seen(column: str, perfect: Read) -> None:
    entry = next(row for row in perfect.entries("columns_offense") if row[column])
    entry[column] = entry[column] + 1 if isinstance(entry[column], int) else "2001-01-01T00:00:00.000"
    report = perfect.check()
    assert report.counts["wrong"] == 1
    assert column in report.examples["columns_offense", "wrong"]


def test_a_lost_row_an_invented_row_and_a_wrong_count_are_seen(perfect: Read) -> None:
    lost, header = perfect.entries("header_late")[0], perfect.entries("header_late")[1]
    perfect.tables["entries"].remove(lost)
    header["locator"] = "line 1"
    perfect.tables["releases"][0]["n_used"] -= 1
    report = perfect.check()
    assert (report.counts["lost"], report.counts["invented"], len(report.unbalanced)) == (2, 1, 1)


def test_a_row_set_aside_counts_as_told_only_where_the_truth_lets_it(perfect: Read) -> None:
    for quirk in ("rows_right", "time_split"):
        for entry in perfect.entries(quirk):
            perfect.tables["entries"].remove(entry)
            perfect.tables["set_aside"].append(entry | {"fate": "quarantined", "name": "cell_count"})
    report = perfect.check()
    assert report.counts["told"] > 0
    assert report.by_quirk["rows_right", "told"] == report.counts["told"]
    assert report.by_quirk["time_split", "unread"] == len(
        [1 for e in perfect.tables["set_aside"] if "time_split" in e["release_id"]]
    )
    assert report.silent == 0


def test_a_run_named_by_an_issue_covers_its_rows_and_no_more(perfect: Read) -> None:
    rows = perfect.entries("stacked_exports")
    for entry in rows:
        entry["reason_raw"] = "something else"
    second = len(rows) // 2
    perfect.issue(rows[0]["release_id"], second + 1, "export_stacked", f"{len(rows) - second - 1} rows, to line 9")
    report = perfect.check()
    assert report.by_quirk["stacked_exports", "told"] == len(rows) - second - 1
    assert report.by_quirk["stacked_exports", "wrong"] == second + 1


def test_an_issue_of_another_column_excuses_nothing(perfect: Read) -> None:
    entry = perfect.entries("time_iso_offset")[0]
    entry["window_from"] = None
    perfect.issue(entry["release_id"], entry["row_no"], "time_not_read", column="searched_at")
    assert perfect.check().counts["wrong"] == 1
    perfect.issue(entry["release_id"], entry["row_no"], "window_not_read", column="window_from")
    assert perfect.check().counts["unread"] == 1


def test_what_no_issue_tells_of_a_file_is_listed(perfect: Read) -> None:
    perfect.tables["issues"] = [row for row in perfect.tables["issues"] if "copies_five" not in row["release_id"]]
    assert [kinds for _, kinds in perfect.check().untold] == [("repeated_rows", "every_row_repeated")]


@pytest.mark.parametrize("column", ["role", "asker_domain", "asker_kind", "case_raw", "plate_state", "sent_at"])
def test_a_message_read_wrongly_is_seen(column: str, perfect: Read) -> None:
    perfect.tables["messages"][0][column] = "something else"
    report = perfect.check()
    assert (report.mail["wrong"], report.silent) == (1, 1)
    assert column in report.mail_examples[0]


def test_a_message_that_is_lost_and_one_that_is_kept_though_it_matters_to_nobody_are_seen(perfect: Read) -> None:
    perfect.tables["messages"].pop()
    private = perfect.tables["refused"].pop()
    perfect.tables["refused"].pop()
    perfect.tables["releases"].append({"release_id": "p", "sha256": private["sha256"]})
    report = perfect.check()
    assert (report.mail["lost"], report.mail["kept"], report.silent) == (2, 1, 3)


# ---- the document -------------------------------------------------------------------------------------------------------


def test_the_document_lists_every_quirk_as_the_code_has_it() -> None:
    assert quirks.described() == DOC.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


if __name__ == "__main__":
    before, _, rest = DOC.read_text(encoding="utf-8").partition(BEGIN)
    DOC.write_text(before + BEGIN + quirks.described() + END + rest.partition(END)[2], encoding="utf-8")
