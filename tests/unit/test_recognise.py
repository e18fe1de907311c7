"""What a file is, by its content alone; and nothing of a stranger's plates in the message that says what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainview.errors import UserError
from plainview.recognise import HEAD, PlateReads, Unrecognised, recognise

AUDIT = "ID,Org Name,Total Networks Searched,Reason,Search Time,Search Type"
ROW = '1,Alder Falls,3,theft,"09/01/2025, 12:00:00 PM UTC",search'


def write(tmp_path: Path, data: str | bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_search_audit_is_known_by_its_header(tmp_path: Path, delimiter: str, encoding: str) -> None:
    found = recognise(write(tmp_path, (AUDIT.replace(",", delimiter) + "\nx\n").encode(encoding)), "anything.bin")
    assert (found.layout, found.type, found.delimiter) == ("flock_audit", "csv", delimiter)
    assert found.header == tuple(AUDIT.split(","))


def test_a_header_below_a_title_is_found_and_far_below_is_not(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, "made,on\n\n" + AUDIT + "\n" + ROW), "a").layout == "flock_audit"
    with pytest.raises(Unrecognised):
        recognise(write(tmp_path, "made,on\n" * 25 + AUDIT + "\n" + ROW), "a")


@pytest.mark.parametrize(
    "header",
    ["Plate,Camera,Time", "License Plate,Camera Name,Capture Time,State", "tag;site;read date", "LP\tLatitude\tTimestamp",
     "x,y\n\nPlate #,Reader,Read Time", "plate_number,Cross Street,detected"],
)  # fmt: skip
def test_plate_reads_are_told_apart(tmp_path: Path, header: str) -> None:
    with pytest.raises(PlateReads, match="plainview never stores that") as caught:
        recognise(write(tmp_path, header + "\n7ZQX491,Main St,2026-03-05\n"), "a.csv")
    assert "search audit" in caught.value.fix


def test_a_search_audit_with_plates_and_cameras_is_no_file_of_plate_reads(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, AUDIT + ",License Plate,Camera,Time\n"), "a.csv").layout == "flock_audit"


@pytest.mark.parametrize("plate", ["7ZQX491", "ABC-1234", "1234567", "GOFAST", "AB 12345"])
def test_a_message_never_shows_a_plate(tmp_path: Path, plate: str) -> None:
    with pytest.raises(Unrecognised) as caught:
        recognise(write(tmp_path, f"{plate},Main St at 4th,2026-03-05 17:54:23\n"), "a.csv")
    assert not any(part in caught.value.problem for part in plate.split() if any(ch.isdigit() for ch in part) or len(part) > 2)
    assert "Main St" in caught.value.problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n", "a picture"),
        (b'{"a": 1}', "JSON"),
        (bytes(range(32)) * 9, "binary data"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged or truncated Word"),
        (b"just a letter\n", "no known layout"),
        (b"<html><body>hello</body></html>", "a page of no known layout"),
        (b"PK\x03\x04 torn", "truncated or damaged"),
    ],
)
def test_what_it_is_not_is_said(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(UserError, match=problem) as caught:
        recognise(write(tmp_path, data), "a.csv")
    assert caught.value.fix


def test_a_header_cut_where_the_head_ends_does_not_pass_for_a_whole_one(tmp_path: Path) -> None:
    with pytest.raises(Unrecognised):
        recognise(write(tmp_path, AUDIT + "," + "x" * HEAD + "\n" + ROW + "\n"), "a.csv")
    assert recognise(write(tmp_path, AUDIT + "\n" + f"{ROW}\n" * (HEAD // len(ROW) + 1)), "a.csv").layout == "flock_audit"
