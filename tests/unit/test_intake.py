"""The door: large files in one pass, containers of every kind streamed into the archive, nothing refused is ever kept."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import py7zr
import pytest

from plainview.archive import Archive, Receipt, open_archive, sha256_of
from plainview.case import Case, open_case
from plainview.errors import UserError
from plainview.ingest import releases
from plainview.intake import Facts, Intake, door, find_files, unpacking
from plainview.read.heads import HEAD
from plainview.sandbox import Job, Limits, Sandbox

DAY = date(2026, 1, 2)
PLATE = "7ZQX491"  # made up
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"
READS = f"Plate,Camera,Time\n{PLATE},Main St at 4th,2026-03-05 17:54:23\n".encode()


def log(first: int = 1, size: int = 0) -> bytes:
    """A made-up log; of at least `size` bytes."""
    row = (
        '{:08d}-0000-4000-8000-000000000000,***,Alder Falls OH PD,3,,***,stolen vehicle,,,"09/01/2025, 12:04:14 PM UTC",search\n'
    )
    lines = [HEADER + "\n", *(row.format(number) for number in range(first, first + max(3, size // len(row) + 1)))]
    return "".join(lines).encode()


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def sevened(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writef(io.BytesIO(data), name)
    return out.getvalue()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2) as opened:
        yield opened


class Door:
    """A case and its door, with records to lay before it."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.records, self.sandbox = folder / "records", sandbox
        self.records.mkdir()
        self.case: Case = open_case(folder / "case", DAY)

    def put(self, name: str, data: bytes) -> Path:
        path = self.records / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def take(self, facts: Facts | None = None) -> Archive:
        archive = open_archive(self.case.archive)
        print_ = releases.fingerprint(None)
        facts = facts or Facts(DAY)
        Intake(self.case, archive, self.sandbox, facts, print_, lambda *_: None).take(find_files([self.records])[0])
        assert not (self.case.temporary / "door").exists()
        assert_sound(archive)
        return archive


def assert_sound(archive: Archive) -> None:
    """The archive holds whole accepted files and nothing else."""
    held = {path.name for path in archive.folder.rglob("*") if path.is_file()} - {"journal.jsonl"}
    assert held == {receipt.sha256 for receipt in archive.accepted()}
    assert all(sha256_of(archive.bytes_path(name)) == name for name in held)
    assert all(archive.bytes_path(one.sha256).stat().st_size == one.size_bytes for one in archive.accepted())
    for receipt in archive.refused():
        assert receipt.why
        assert receipt.fix


def fates(archive: Archive) -> dict[str, str]:
    return {receipt.path.removeprefix("records/"): receipt.fate for receipt in archive.receipts.values()}


@pytest.fixture
def at(tmp_path: Path, sandbox: Sandbox) -> Door:
    return Door(tmp_path, sandbox)


def never(*_: object, **__: object) -> Any:
    raise AssertionError("must not be called")


# ---- large files ----------------------------------------------------------------------------------------------------


def test_a_large_new_file_is_hashed_while_it_is_copied(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    path = at.put("log.csv", log())
    monkeypatch.setattr(door, "LARGE", 1)
    monkeypatch.setattr(door, "sha256_of", never)
    archive = at.take()
    assert [(one.path, one.sha256) for one in archive.accepted()] == [("records/log.csv", sha256_of(path))]


def test_a_large_file_met_before_is_only_hashed(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    at.put("log.csv", log())
    monkeypatch.setattr(door, "LARGE", 1)
    before = at.take().receipts
    monkeypatch.setattr(door, "copy_hashed", never)
    at.put("copy.csv", log())  # the size is known: it is hashed first, and not written again
    after = at.take().receipts
    assert {path for path, _ in after} == {"records/log.csv", "records/copy.csv"}
    assert before.items() <= after.items()


@pytest.mark.parametrize(("data", "fate"), [(READS, "plate_reads"), (b"no log\n" * 9, "unrecognised"), (b"", "unreadable")])
def test_a_large_refused_file_is_never_copied_but_has_its_hash(
    at: Door, monkeypatch: pytest.MonkeyPatch, data: bytes, fate: str
) -> None:
    path = at.put("file.csv", data)
    monkeypatch.setattr(door, "LARGE", 0)
    monkeypatch.setattr(door, "copy_hashed", never)
    archive = at.take()
    assert [(one.fate, one.sha256, one.size_bytes) for one in archive.refused()] == [(fate, sha256_of(path), len(data))]


@pytest.mark.parametrize("same_size", [True, False])
def test_a_large_file_that_changes_while_it_is_copied_is_not_kept(
    at: Door, monkeypatch: pytest.MonkeyPatch, same_size: bool
) -> None:
    at.put("log.csv", log())
    monkeypatch.setattr(door, "LARGE", 1)

    def copy_and_change(source: Path, target: Path) -> str:
        source.write_bytes(log(7) if same_size else log(7, 900))
        return copied(source, target)

    copied = door.copy_hashed
    monkeypatch.setattr(door, "copy_hashed", copy_and_change)
    assert [(one.fate, one.why) for one in at.take().receipts.values()] == [("unreadable", "changed while it was read")]
    monkeypatch.setattr(door, "copy_hashed", copied)
    assert list(fates(at.take()).values()) == ["accepted"]


# ---- containers -----------------------------------------------------------------------------------------------------


def test_containers_of_every_kind_are_taken_apart_and_not_kept(at: Door) -> None:
    files = {"a.csv": log(1), "sub/b.csv": log(50), "reads.csv": READS, "../../out.csv": log(90)}
    at.put("one.zip", zipped(files))
    at.put("two.tar", tarred({name: data.replace(b"stolen", b"missing") for name, data in files.items()}))
    at.put("three.7z", sevened({"a.csv": log(200), "reads.csv": READS + b"\n"}))
    at.put("four.csv.gz", gzip.compress(log(300)))
    at.put("five.csv.bz2", bz2.compress(log(310)))
    at.put("six.csv.xz", lzma.compress(log(320)))
    at.put("seven.tar.gz", gzip.compress(tarred({"x.csv": log(330), "again.zip": zipped({"y.csv": log(340)})})))
    archive = at.take()
    wanted = {f"{top}/{name}": "plate_reads" if data == READS else "accepted"
              for top in ("one.zip", "two.tar") for name, data in files.items()}  # fmt: skip
    wanted |= {"three.7z/a.csv": "accepted", "three.7z/reads.csv": "plate_reads", "four.csv.gz/four.csv": "accepted"}
    wanted |= {"five.csv.bz2/five.csv": "accepted", "six.csv.xz/six.csv": "accepted"}
    wanted |= {"seven.tar.gz/seven.tar/x.csv": "accepted", "seven.tar.gz/seven.tar/again.zip/y.csv": "accepted"}
    assert fates(archive) == wanted
    refused = {one.path: one for one in archive.refused()}
    assert refused["records/one.zip/reads.csv"].sha256 == sha256_of(at.put("../reads.csv", READS))
    assert refused["records/one.zip/reads.csv"].size_bytes == len(READS)
    assert refused["records/one.zip/reads.csv"].parent_sha256 == sha256_of(at.records / "one.zip")
    assert not any(PLATE.encode() in path.read_bytes() for path in at.case.root.rglob("*") if path.is_file())
    assert sorted(path.name for path in at.case.root.parent.iterdir()) == ["case", "reads.csv", "records"]


def test_members_too_large_to_be_small_are_streamed_and_only_the_accepted_ones_written(
    at: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = log(1, HEAD + 1)
    inner = zipped({"deep.csv": log(70), "pad.bin": random.Random(1).randbytes(HEAD)}, zipfile.ZIP_STORED)
    members = {"big.csv": big, "reads.csv": READS * (HEAD // len(READS) + 1), "text.txt": b"no log\n" * (80 << 17),
               "inner.zip": inner, "small.csv": log(40)}  # fmt: skip
    at.put("month.zip", zipped(members))
    written: dict[str, int] = {}
    streamed = unpacking.stream

    def watched(sandbox: Sandbox, job: Job, pipe: Path, take: Any) -> dict[str, Any]:
        def count(piece: bytes) -> None:
            written[job.where] = written.get(job.where, 0) + len(piece)
            take(piece)

        return streamed(sandbox, job, pipe, count)

    monkeypatch.setattr(unpacking, "stream", watched)
    archive = at.take()
    assert fates(archive) == {
        "month.zip/big.csv": "accepted", "month.zip/reads.csv": "plate_reads", "month.zip/text.txt": "unrecognised",
        "month.zip/inner.zip/deep.csv": "accepted", "month.zip/inner.zip/pad.bin": "unrecognised",
        "month.zip/small.csv": "accepted",
    }  # fmt: skip
    top = "records/month.zip"
    assert written == {f"{top}/big.csv": len(big), f"{top}/inner.zip": len(inner), f"{top}/inner.zip/pad.bin": HEAD}
    for receipt in archive.refused():
        name = receipt.path.rpartition("/")[2]
        data = members.get(name, random.Random(1).randbytes(HEAD))
        assert (receipt.size_bytes, receipt.sha256) == (len(data), sha256_of(at.put(f"../{name}", data)))


def test_the_temporary_area_never_holds_more_than_one_large_member(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    at.put("month.zip", zipped({f"{n}.csv": log(n * 1_000_000, HEAD + 1) for n in range(3)}))
    most = 0
    moved = Archive.move_in

    def look(self: Archive, place: Path, sha256: str) -> None:
        nonlocal most
        most = max(most, sum(path.stat().st_size for path in at.case.temporary.rglob("*") if path.is_file()))
        moved(self, place, sha256)

    monkeypatch.setattr(Archive, "move_in", look)
    assert len(at.take().accepted()) == 3
    assert HEAD < most < 2 * HEAD


def test_known_containers_are_not_unpacked_again_wherever_they_lie(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a.csv": log(1), "reads.csv": READS, "in.zip": zipped({"b.csv": log(9), "c.gz": gzip.compress(log(20))})})
    at.put("one.zip", data)
    before = at.take().receipts
    at.put("other/two.zip", data)
    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "ask", never)
        after = at.take()
    assert before.items() <= after.receipts.items()
    assert fates(after)["other/two.zip/in.zip/c.gz/c"] == "accepted"
    assert fates(after)["other/two.zip/reads.csv"] == "plate_reads"
    assert len(after.receipts) == 2 * len(before)


def test_a_container_is_unpacked_again_if_what_it_gave_is_gone(at: Door) -> None:
    at.put("one.zip", zipped({"a.csv": log(1)}))
    archive = at.take()
    archive.bytes_path(archive.accepted()[0].sha256).unlink()
    assert fates(at.take()) == {"one.zip/a.csv": "accepted"}


def test_nesting_locks_links_and_damage_are_told(at: Door) -> None:
    data = log(1)
    for _ in range(5):
        data = zipped({"in.zip" if data[:2] == b"PK" else "log.csv": data})
    at.put("deep.zip", data)
    whole = gzip.compress(log(1, 100_000))
    at.put("torn.csv.gz", whole[: len(whole) // 2])
    told = {one.path: (one.fate, one.why) for one in at.take().receipts.values()}
    assert told["records/deep.zip" + "/in.zip" * 3] == ("unreadable", "is packed more than 3 deep")
    assert told["records/torn.csv.gz/torn.csv"][0] == "unreadable"
    assert "damaged or truncated gz" in told["records/torn.csv.gz/torn.csv"][1]


def test_all_containers_in_one_share_its_limit(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each zip in it unpacks to 150 times its size at most, all of them to far more than the outer one may."""
    bombs = {f"{n}.zip": zipped({"zeros.csv": bytes([n]) * (150 << 20)}) for n in range(3)}
    at.put("outer.zip", zipped(bombs))
    archive = at.take()
    assert all("would unpack to" in one.why or "binary data" in one.why for one in archive.refused()), fates(archive)
    assert sum("would unpack to 1 files of 150 MiB" in one.why for one in archive.refused()) == 2


def test_a_stranger_s_name_is_shown_escaped(at: Door) -> None:
    at.put("odd.zip", zipped({"a\x1b[31m\nb.csv": log(1)}))
    assert list(fates(at.take())) == ["odd.zip/a\\x1b[31m\\nb.csv"]


def test_a_reader_that_breaks_while_it_streams_costs_that_member(tmp_path: Path) -> None:
    with Sandbox(1, Limits(file_size=HEAD + 10)) as small:
        place = Door(tmp_path, small)
        place.put("month.zip", zipped({"big.csv": log(1, HEAD + 1000), "ok.csv": log(5)}))
        archive = place.take()
    assert fates(archive) == {"month.zip/big.csv": "unreadable", "month.zip/ok.csv": "accepted"}


def test_a_full_disk_amid_a_stream_ends_the_run_and_no_child_hangs(at: Door) -> None:
    at.put("month.zip", zipped({"big.csv": log(1, HEAD + (4 << 20))}))

    def full(piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    arguments = {"path": str(at.records / "month.zip"), "kind": "zip", "number": 0, "name": "big.csv", "most": 1 << 30,
                 "scratch": str(at.records / "head"), "pipe": str(at.records / "pipe")}  # fmt: skip
    with pytest.raises(OSError, match="No space"):
        unpacking.stream(at.sandbox, Job("take_member", "x", arguments), at.records / "pipe", full)
    assert sorted(path.name for path in at.records.iterdir()) == ["month.zip"]


# ---- killed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7])
def test_killed_while_it_unpacks_the_next_run_ends_as_a_clean_one(at: Door, tmp_path: Path, share: float) -> None:
    at.put("month.zip", zipped({f"{n}.csv": log(n * 1_000_000, HEAD + 1) for n in range(3)} | {"s.csv": log(9)}))
    command = [sys.executable, "-m", "plainview", "add", str(at.records), "--case", str(at.case.root), "--received-on", str(DAY)]
    work = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal, area = at.case.archive / "journal.jsonl", at.case.temporary / "door"
    while work.poll() is None and not any(area.rglob("*.pipe")):
        time.sleep(0.002)
    began = time.monotonic()
    while work.poll() is None and time.monotonic() - began < share:
        time.sleep(0.002)
    if work.poll() is None:
        os.killpg(work.pid, signal.SIGKILL)
    work.wait()
    if journal.exists():
        assert all(line.endswith(b"}") for line in journal.read_bytes().splitlines())
    archive = at.take()
    assert sorted(fates(archive).values()) == ["accepted"] * 4
    assert not list(at.case.archive.rglob("*.new"))
    assert not list((at.case.warehouse / "recognised").rglob("*.new"))  # half-read parts are the readers' to sweep


# ---- what is said of a file -----------------------------------------------------------------------------------------


def test_the_handling_of_a_call_stays_until_another_is_said(at: Door) -> None:
    at.put("a.csv", log(1))
    at.put("b.zip", zipped({"b.csv": log(30)}))
    assert {one.handling for one in at.take().accepted()} == {"public"}
    for facts, wanted in (
        (Facts(DAY, handling="embargoed"), "embargoed"),
        (Facts(DAY), "embargoed"),
        (Facts(DAY, handling="public"), "public"),
    ):
        assert {one.handling for one in at.take(facts).accepted()} == {wanted}


def test_a_sealed_file_is_refused_with_the_reason(at: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    path = at.put("a.csv", log(1))
    sha256 = sha256_of(path)
    archive = open_archive(at.case.archive)
    why = "was sealed on 2026-01-02 because: the clerk asked for it back"
    archive.note(Receipt("sealed", sha256, 3, "old.csv", "old/old.csv", "2026-01-01", handling="sealed", why=why, fix="nothing"))
    at.put("b.zip", zipped({"in.csv": log(1)}))
    monkeypatch.setattr(door, "LARGE", 1)
    found = at.take()
    assert {(one.path, one.fate, one.why, one.handling) for one in found.receipts.values()} == {
        (path, "sealed", why, "sealed") for path in ("old/old.csv", "records/a.csv", "records/b.zip/in.csv")
    }


def test_a_container_may_not_be_longer_than_a_file_may(at: Door) -> None:
    given = str(at.put("a.gz", gzip.compress(bytes(40 << 20))))
    arguments = {"path": given, "kind": "gz", "number": 0, "name": "a", "most": 30 << 20,
                 "scratch": str(at.records / "h"), "pipe": str(at.records / "p")}  # fmt: skip
    with pytest.raises(UserError, match="more than"):
        unpacking.stream(at.sandbox, Job("take_member", "x", arguments), at.records / "p", lambda piece: None)
