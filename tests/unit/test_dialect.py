"""Any table in any dialect of the list is read back, or told of; planted damage never gives a wrong row in silence."""

from __future__ import annotations

import csv as plain
import io
import re
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from plainview import forms, jobs
from plainview.errors import UserError
from plainview.read import csv
from plainview.read.any_table import read_any
from plainview.read.encoding import of_bytes
from plainview.split import Span, spans

LABELS = ["Org Name", "Total Networks Searched", "Reason", "Search Time", "Search Type"]
EASY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
DELIMITERS = [",", "\t", ";", "|", ":", "^", "~", ", "]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]

reasons = st.one_of(
    st.sampled_from(["theft", 'said "stop"', "O'Hara's bicycle", "two\nlines", "café", "a, b; c | d", "", "it''s"]),
    st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"], exclude_characters="\\\xa0"), max_size=12),
)
rows = st.tuples(
    st.sampled_from(["Alder Falls OH PD", "Birch County, OH, SO"]),
    st.integers(1, 9000).map(str),
    reasons,
    st.integers(0, 59).map(lambda second: f"09/01/2025, 12:00:{second:02} AM UTC"),
    st.sampled_from(["lookup", "search"]),
).map(list)
tables = st.lists(rows, min_size=1, max_size=12)


def written(table: list[list[str]], delimiter: str, quote: str, end: str, every: bool, escape: bool = False) -> str:
    out = io.StringIO(newline="")
    sign = delimiter if len(delimiter) == 1 else "\x1e"
    quoting = plain.QUOTE_ALL if every or len(delimiter) > 1 else plain.QUOTE_MINIMAL
    plain.writer(
        out, delimiter=sign, quotechar=quote, lineterminator=end, quoting=quoting, doublequote=not escape,
        escapechar="\\" if escape else None,
    ).writerows(table)  # fmt: skip
    return out.getvalue().replace("\x1e", delimiter)


def taken(data: bytes) -> tuple[list[list[str]], list[str], set[str], dict[str, Any]]:
    """The whole way of a file: rows in use as they stand in `entries`, their locators, locators told of, and what was found."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "log", Path(folder) / "out"
        path.write_bytes(data)
        out.mkdir()
        answer = jobs.recognise_file(str(path), "log", folder)
        if "refused" in answer:
            raise UserError("", answer["why"], answer["fix"])
        found = answer["found"]
        cuts = spans(path, found["delimiter"]) if csv.cuttable(found, path) else [Span(0, len(data), 1, False)]
        for part, cut in enumerate(cuts):
            jobs.read_table(str(path), "b", found, [cut.start, cut.end, cut.line, cut.proven], part, str(out), None)

        def held(name: str) -> list[dict[str, Any]]:
            return [row for one in sorted(out.glob(f"{name}-*.parquet")) for row in pq.read_table(one).to_pylist()]

        columns = ("searcher_raw", "networks_raw", "reason_raw", "searched_at_raw", "search_type")
        used = [[row[name] for name in columns] for row in held("entries")]
        where = [row["locator"] for row in held("entries")]
        told = {row["locator"] for row in held("issues")} | {row["locator"] for row in held("set_aside")}
        told |= {at for row, at in zip(used, where, strict=True) if not forms.whole("time").match(row[3] or "")}
        return used, where, told, found


@given(
    table=tables, delimiter=st.sampled_from(DELIMITERS), quote=st.sampled_from(['"', "'"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]), every=st.booleans(), encoding=st.sampled_from(ENCODINGS), last=st.booleans(),
)  # fmt: skip
@EASY
def test_a_log_in_any_dialect_is_read_back(
    table: list[list[str]], delimiter: str, quote: str, end: str, every: bool, encoding: str, last: bool
) -> None:
    text = written([LABELS, *table], delimiter, quote, end, every)
    data = (text if last else text.removesuffix(end)).encode(encoding)
    # Two signs of Windows-1252 that happen to be one of UTF-8 ("Â¡" and "¡") are the same bytes: nobody can tell.
    assume(encoding != "cp1252" or re.search(rb"[\xc2-\xf4][\x80-\xbf]", data) is None)
    try:
        used, where, told, _ = taken(data)
    except UserError:
        return
    right = [row for row in used if row in table]
    wrong = [(row, at) for row, at in zip(used, where, strict=True) if row not in table and at not in told]
    assert wrong == []
    assert len(right) == len(table) or told


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", ":", "^", "~", "\t\t", "||", ", "])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_dialect_of_the_list_is_shown_by_its_header_and_rows(delimiter: str, quote: str, end: str) -> None:
    table = [["Birch, PD", str(at), 'said it\'s "so"', f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 40)]
    used, _, told, found = taken(written([LABELS, *table], delimiter, quote, end, every=True).encode())
    assert used == table
    assert not told
    assert (found["delimiter"], found.get("quote", '"')) == (delimiter, quote)


def test_a_doubled_delimiter_is_known_though_one_text_holds_a_single_one() -> None:
    table = [["Birch PD", str(at), "theft", f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 40)]
    table[7][2] = "tag | flag"
    used, _, told, found = taken("".join("||".join(row) + "\n" for row in [LABELS, *table]).encode())
    assert (used, told, found["delimiter"]) == (table, set(), "||")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_an_escape_sign_is_shown_by_the_rows_that_need_it(quote: str) -> None:
    table = [["Birch PD", str(at), f"a {quote}b{quote} c", f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 40)]
    used, _, told, found = taken(written([LABELS, *table], ",", quote, "\n", True, escape=True).encode())
    assert (used, told, found["escape"]) == (table, set(), "\\")


@pytest.mark.parametrize("encoding", [*ENCODINGS, "mac_roman"])
def test_encodings(encoding: str) -> None:
    table = [["Birch PD", str(at), "le café du père Noël", f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 30)]
    used, _, _, _ = taken(written([LABELS, *table], ",", '"', "\n", False).encode(encoding))
    assert used == table


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"", "utf-8"), (b"a,b\n", "utf-8"), (b"\xff\xfe\0\0a\0\0\0", "utf-32"), ("a,b,c,d".encode("utf-16-be"), "utf-16-be"),
     (b"a\0b,c,d,e\n", "utf-8"), (b"caf\xe9", "utf-8"), ("cafés décès réglé".encode("mac_roman"), "mac_roman")],
)  # fmt: skip
def test_an_encoding_is_known_by_marks_zeros_and_words(data: bytes, encoding: str) -> None:
    assert of_bytes(data) == encoding


def test_bytes_that_are_not_utf8_are_told_row_by_row() -> None:
    data = (
        ",".join(LABELS).encode()
        + b'\nA PD,1,caf\xe9,"09/01/2025, 12:00:00 AM UTC",lookup\nA PD,1,x,"09/01/2025, 12:00:01 AM UTC",lookup\n'
    )
    used, _, told, _ = taken(data)
    assert used[0][2] == "café"
    assert told == {"line 2"}


damage = st.sampled_from(["quote", "no delimiter", "cut", "delimiter moved", "quote gone", "record end", "NUL"])


@given(
    table=st.lists(rows, min_size=12, max_size=25),
    kind=damage,
    at=st.integers(0, 10_000),
    to=st.integers(0, 10_000),
    every=st.booleans(),
)
@settings(EASY, max_examples=200)
def test_planted_damage_never_gives_a_wrong_row_in_silence(
    table: list[list[str]], kind: str, at: int, to: int, every: bool
) -> None:
    head = written([LABELS], ",", '"', "\r\n", every)
    body = written(table, ",", '"', "\r\n", every)
    used, where, told, _ = taken((head + damaged(body, kind, at, to)).encode())
    silent = [(row, spot) for row, spot in zip(used, where, strict=True) if row not in table and spot not in told]
    # A sign inside a name or a reason changes what the text says and leaves no other trace: no reader can know.
    assert [one for one in silent if not _only_text_differs(one[0], table)] == []


def damaged(body: str, kind: str, at: int, to: int) -> str:
    at %= len(body)
    if kind == "quote":
        return body[:at] + '"' + body[at:]
    if kind == "NUL":
        return body[:at] + "\0" + body[at:]
    if kind == "cut":
        return body[:at]
    sign = {"quote gone": '"', "record end": "\r\n"}.get(kind, ",")
    spots = [spot for spot in range(len(body)) if body.startswith(sign, spot) and (sign != "," or _parts_cells(body, spot))]
    if not spots:
        return body
    spot = spots[at % len(spots)]
    gone = body[:spot] + body[spot + len(sign) :]
    if kind != "delimiter moved":
        return gone
    to %= len(gone) + 1
    return gone[:to] + "," + gone[to:]


def _parts_cells(body: str, spot: int) -> bool:
    return body[:spot].count('"') % 2 == 0


def _only_text_differs(row: list[str], table: list[list[str]]) -> bool:
    return any(row[1].replace(",", "") == one[1] and row[3:] == one[3:] for one in table)  # "1,000" is 1000


def log_of(*odd: str) -> bytes:
    """Twenty-nine rows in good order, and odd ones from line 31 on."""
    good = [f'Birch PD,{at},theft,"09/01/2025, 12:00:{at} AM UTC",lookup' for at in range(10, 39)]
    return "\r\n".join([",".join(LABELS), *good, *odd, ""]).encode()


@pytest.mark.parametrize(
    "row",
    [
        'Birch PD17,,theft,"09/01/2025, 12:00:40 AM UTC",lookup',
        '"Birch PD""17",,theft,"09/01/2025, 12:00:40 AM UTC",lookup',
        'Birch PD,theft,17,"09/01/2025, 12:00:40 AM UTC",lookup',
        'Birch PD,17,theft,"09/01/2025, 12:00:40 AM UTC","lookup""17"',
        "'Birch PD','17','theft','09/01/2025 12:00:40 AM UTC','lookup'",
    ],
)
def test_a_delimiter_in_the_wrong_place_is_told_though_the_count_is_right(row: str) -> None:
    used, _, told, _ = taken(log_of(row))
    assert "line 31" in told
    assert len(used) in (29, 30)


def test_a_row_that_is_whole_without_its_nuls_is_read_and_told_of() -> None:
    good = '"09/01/2025, 12:00:40 AM UTC"'
    nul = f"B\0irch PD,1\0007,\0the\0ft,{good},\0lookup\0"
    long, no_count = f"Birch PD\0,,17,theft,{good},lookup", f"Birch\0 PD,x,theft,{good},lookup"
    used, where, told, _ = taken(log_of(nul, long, no_count, "\0" * 90))
    assert used[29:] == [["Birch PD", "17", "theft", "09/01/2025, 12:00:40 AM UTC", "lookup"]]
    assert (where[29:], told) == (["line 31"], {"line 31", "line 32", "line 33", "line 34"})


CASES = ["Org Name", "Reason", "Case #", "Search Time", "Search Type"]


def run_on(*cells: tuple[str, str]) -> set[str]:
    """Rows told of in a log of twenty good rows and these (reason, case number) from line 22 on."""
    good = [("theft" if at % 2 else "burglary", f"25-{at}12" if at % 3 else "") for at in range(10, 30)]
    table = [["Birch PD", reason, case, "09/01/2025, 12:00:40 AM UTC", "lookup"] for reason, case in [*good, *cells]]
    head = written([CASES], ",", '"', "\r\n", False)
    data = (head + written(table, ",", '"', "\r\n", False)).encode()
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "log", Path(folder) / "out"
        path.write_bytes(data)
        out.mkdir()
        found = jobs.recognise_file(str(path), "log", folder)["found"]
        jobs.read_table(str(path), "b", found, None, 0, str(out), None)
        issues = [row for one in out.glob("issues-*") for row in pq.read_table(one).to_pylist()]
        assert {row["kind"] for row in issues} <= {"cell_form"}
        return {row["locator"] for row in issues}


@pytest.mark.parametrize("row", [("theft25-4412", ""), ("", "burglary25-1")])
def test_a_reason_with_the_case_number_run_on_is_told(row: tuple[str, str]) -> None:
    assert run_on(row) == {"line 22"}


def test_a_count_run_on_to_a_name_is_told_in_a_small_table_too() -> None:
    table = [["Birch PD", str(at), "theft", f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 22)]
    table[3][:2] = ["Birch PD1", ""]
    used, _, told, _ = taken(written([LABELS, *table], ",", '"', "\r\n", False).encode())
    assert (used, told) == (table, {"line 5"})


@pytest.mark.parametrize(
    "row",
    [("theft 25-4412", ""), ("theft25-4412", "25-4413"), ("RD25-4412", ""), ("theft2", ""), ("2nd theft", ""), ("", "25-1")],
    ids=["a space", "a case number of its own", "a first part that is no reason", "another form", "a word", "a case number"],
)
def test_a_reason_that_only_holds_figures_is_not_told_of(row: tuple[str, str]) -> None:
    assert run_on(row) == set()


def test_rows_in_good_order_are_not_told_of() -> None:
    used, _, told, _ = taken(log_of('Birch PD,17,"said ""so""","09/01/2025, 12:00:40 AM UTC",lookup'))
    assert (len(used), told) == (30, set())


def test_a_row_damaged_as_csv_with_an_impossible_cell_is_no_row() -> None:
    when = '"09/01/2025, 12:00:40 AM UTC"'
    used, where, told, _ = taken(log_of(f'Birch PD,x"17,theft,{when},lookup', f'A PD,17,the"ft,{when},lookup'))
    assert len(used) == 30
    assert "line 31" not in where
    assert told == {"line 31", "line 32"}


def test_a_header_below_which_hardly_a_row_fits_is_none() -> None:
    with pytest.raises(UserError):
        taken((",".join(LABELS) + "\n" + "a note, that goes on\n" * 30).encode())


@pytest.mark.parametrize(
    ("header", "line"),
    [("Org Name,Total Networks Searched,,Reason,Search Time,Search Type", 1),
     ("Org NameTotal Networks Searched,Reason,Search Time,Search Type", 1),
     ('Org Name,Total Networks Searched,"Reason,Search Time,Search Type', 1),
     ('Made by us\r\nOrg Name,Total Networks Searched,Rea"son,Search Time,Search Type', 2)],
)  # fmt: skip
def test_a_damaged_header_is_mended_where_the_rows_show_how_it_was(header: str, line: int) -> None:
    table = [["Birch PD", str(at), "theft", f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 30)]
    used, _, told, found = taken((header + "\r\n" + written(table, ",", '"', "\r\n", False)).encode())
    assert used == table
    assert list(found["header"]) == LABELS
    assert f"line {line}" in told


def test_a_damaged_header_is_mended_though_other_quotes_fit_a_few_rows() -> None:
    """Times hold a comma: under single quotes they part into two cells, and such rows are as long as the damaged header."""
    table = [["Birch PD", str(at), "theft", f"09/01/2025, 12:00:{at} AM UTC", "lookup"] for at in range(10, 30)]
    table[3][2] = table[5][2] = "O'Hara's"
    header = "Org Name,Total Networks Searched,,Reason,Search Time,Search Type"
    used, _, told, found = taken((header + "\r\n" + written(table, ",", '"', "\r\n", False)).encode())
    assert used == table
    assert (list(found["header"]), told) == (LABELS, {"line 1"})


def any_of(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "table"
    path.write_text(text, encoding="utf-8", newline="")
    return read_any(path)


def test_a_table_of_any_kind(tmp_path: Path) -> None:
    lines = "".join(f"T-{n};saw, {n} inch;2024-03-{n:02}\n" for n in range(10, 30))
    table = any_of(tmp_path, "Tools of the shop\nItem;Name;Bought\n" + lines + "a;b\nTotal;;\n")
    assert table.header == ["Item", "Name", "Bought"]
    assert table.dialect.delimiter == ";"
    assert len(table.rows) == 21
    assert table.broken == [("line 23", "has 2 cells where most rows have 3")]
    assert [where for where, _, _ in table.noted] == ["line 24"]


def test_a_table_without_header_is_told(tmp_path: Path) -> None:
    table = any_of(tmp_path, "".join(f"T-{n},2024-03-{n:02}\n" for n in range(10, 30)))
    assert table.header == []
    assert len(table.rows) == 20
    assert ("", "header_missing", "no header is printed") in table.noted


def test_a_line_that_names_the_delimiter(tmp_path: Path) -> None:
    assert any_of(tmp_path, "sep=;\na;b\n1,5;2,5\n").rows == [["1,5", "2,5"]]


def test_where_no_dialect_is_shown_what_was_seen_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="shows no dialect of CSV: 2 cells in 20% of rows by ','"):
        any_of(tmp_path, "a,b\nx\ny\nz\nw\n")
