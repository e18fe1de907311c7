"""The archive keeps whole bytes under their hash and a journal that survives a torn last line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from plainview import summary
from plainview.archive import Receipt, open_archive, sha256_of


def receipt(path: str = "a/log.csv", fate: str = "accepted", received_on: str = "2026-01-02", sha256: str = "ab" * 32) -> Receipt:
    return Receipt(fate, sha256, 3, path.rpartition("/")[2], path, received_on)


def test_bytes_are_kept_under_their_hash_and_cannot_be_written(tmp_path: Path) -> None:
    source = tmp_path / "log.csv"
    source.write_bytes(b"abc")
    archive = open_archive(tmp_path / "archive")
    sha256 = hashlib.sha256(b"abc").hexdigest()
    archive.keep(source, sha256)
    kept = archive.bytes_path(sha256)
    assert kept.read_bytes() == b"abc"
    assert kept.stat().st_mode & 0o222 == 0
    assert sha256_of(kept) == sha256


def test_bytes_that_change_while_they_are_read_are_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "log.csv"
    source.write_bytes(b"other")
    archive = open_archive(tmp_path / "archive")
    with pytest.raises(OSError, match="changed"):
        archive.keep(source, "00" * 32)
    assert not archive.holds("00" * 32)


def test_the_same_receipt_is_noted_once_and_keeps_its_first_day(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    assert archive.note(receipt()) is True
    assert archive.note(receipt(received_on="2026-05-05")) is False
    assert [one.received_on for one in open_archive(tmp_path).accepted()] == ["2026-01-02"]


def test_a_torn_last_line_is_cut_off_and_the_rest_is_kept(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.note(receipt("a/1.csv"))
    archive.note(receipt("a/2.csv"))
    journal = tmp_path / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-20])
    again = open_archive(tmp_path)
    assert [one.path for one in again.accepted()] == ["a/1.csv"]
    again.note(receipt("a/2.csv"))
    assert journal.read_bytes() == whole


def test_a_file_once_refused_and_now_accepted_is_no_longer_refused(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.note(receipt(fate="unrecognised"))
    archive.note(receipt(fate="accepted"))
    again = open_archive(tmp_path)
    assert [one.fate for one in again.receipts.values()] == ["accepted"]


def test_what_add_tells_is_what_the_journal_did_not_say_before() -> None:
    kept = Receipt("accepted", "a" * 64, 5, "a.csv", "rec/a.csv", "2026-03-01")
    away = Receipt("plate_reads", "b" * 64, 5, "b.csv", "rec/b.csv", "2026-03-01", why="holds plate reads", fix="keep it aside")
    before, after = {("rec/a.csv", "a" * 64): kept}, {("rec/a.csv", "a" * 64): kept, ("rec/b.csv", "b" * 64): away}
    assert summary.taken({}, after)[0] == "1 file taken in or told anew, 1 not taken in, 0 as before"
    assert summary.taken(before, after) == [
        "0 files taken in or told anew, 1 not taken in, 1 as before",
        "  rec/b.csv: holds plate reads\n    fix: keep it aside",
    ]


def test_a_sealed_file_met_again_is_named() -> None:
    sealed = Receipt(
        "sealed", "a" * 64, 5, "a.csv", "rec/a.csv", "2026-03-01", why="was sealed on 2026-03-02 because: a court said so"
    )
    known = {("rec/a.csv", "a" * 64): sealed}
    assert summary.taken(known, known) == [
        "0 files taken in or told anew, 0 not taken in, 1 as before",
        "  as before, sealed: rec/a.csv: was sealed on 2026-03-02 because: a court said so",
    ]
