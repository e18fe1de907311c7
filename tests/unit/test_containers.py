"""Containers: what they hold is given as it is, damaged or hostile ones end in a sentence, nothing is written elsewhere."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import py7zr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview import jobs
from plainview.errors import UserError
from plainview.read import containers, heads

Files = dict[str, bytes]


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def sevened(files: Files, password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for number, data in enumerate(files.values()):
            archive.writef(io.BytesIO(data), str(number))
        for about, name in zip(archive.header.files_info.files, files, strict=True):
            about["filename"] = name  # py7zr itself would not write a name such as ../out.csv
    return out.getvalue()


MAKE: dict[str, Callable[[Files], bytes]] = {"zip": zipped, "tar": tarred, "7z": sevened}
PRESS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
NAMES = st.sampled_from(["a.csv", "b/c.csv", "../out.csv", "/abs.csv", "C:\\x.csv", "caf\u00e9", "0", "1", "..", "a b"])
FILES = st.dictionaries(NAMES, st.binary(max_size=300), min_size=1, max_size=5)


def unpacked(data: bytes, kind: str, inside: Path) -> Files:
    """What the reader makes of a container, by name; everything it wrote lies in its own folder."""
    place, out = inside / "given", inside / "out"
    place.write_bytes(data)
    out.mkdir()
    found = containers.contents(place, kind, "given.bin")
    assert containers.unpack(place, kind, [one.number for one in found.members], out) == []
    assert {path.name for path in out.iterdir()} == {str(one.number) for one in found.members}
    assert sorted(path.name for path in inside.iterdir()) == ["given", "out"]
    return {one.name: (out / str(one.number)).read_bytes() for one in found.members}


@pytest.mark.parametrize("kind", MAKE)
@given(files=FILES)
@settings(max_examples=40, deadline=None)
def test_every_member_is_given_as_it_is(kind: str, files: Files) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = unpacked(MAKE[kind](files), kind, Path(folder))
    assert found == {name.replace("\\", "/"): data for name, data in files.items()}


@pytest.mark.parametrize("kind", PRESS)
def test_a_pressed_file_is_one_member_named_like_it(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "given"
    place.write_bytes(PRESS[kind](b"a,b\n1,2\n"))
    assert containers.kind_of(place.read_bytes()[:512]) == kind
    assert containers.contents(place, kind, f"log.csv.{kind}").members == [containers.Member(0, "log.csv", -1)]
    with containers.open_member(place, kind, 0) as member:
        assert member.read() == b"a,b\n1,2\n"
    assert containers.contents(place, kind, "logs.tgz").members[0].name == "logs.tar"


@pytest.mark.parametrize("kind", ["tar", "7z"])
def test_kinds_are_told_by_their_bytes(kind: str) -> None:
    assert containers.kind_of(MAKE[kind]({"a": b"x"})[:512]) == kind


@pytest.mark.parametrize("data", [b"", b"BZh is how it begins\n", b"a,b\n" * 200, b"\0" * 512, b"ustar" * 110])
def test_what_is_no_container_is_none(data: bytes) -> None:
    assert containers.kind_of(data[:512]) == ""


SOUND = {kind: make({"a.csv": b"a,b\n" * 50, "b.csv": bytes(range(256))}) for kind, make in MAKE.items()}
SOUND |= {kind: press(b"a,b\n" * 500) for kind, press in PRESS.items()}


@given(st.sampled_from(sorted(SOUND)), st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_container_ends_in_a_sentence(kind: str, data: st.DataObject) -> None:
    whole = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = whole[: data.draw(st.integers(1, len(whole)))]
    with tempfile.TemporaryDirectory() as folder:
        place, out = Path(folder) / "given", Path(folder) / "out"
        place.write_bytes(cut)
        out.mkdir()
        with suppress(UserError):
            found = containers.contents(place, kind, "x")
            if kind in PRESS:
                with containers.open_member(place, kind, 0) as member:
                    member.read(1 << 20)
            else:
                containers.unpack(place, kind, [one.number for one in found.members], out)
        assert sorted(path.name for path in Path(folder).iterdir()) == ["given", "out"]


def test_a_damaged_member_costs_itself_alone(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": b"one" * 400, "b.csv": bytes(range(256)) * 4}))
    at = data.index(b"b.csv") + 20
    data[at] ^= 0xFF
    place = tmp_path / "given.zip"
    place.write_bytes(data)
    failed = containers.unpack(place, "zip", [0, 1], tmp_path)
    assert [number for number, _, _ in failed] == [1]
    assert "is in a damaged" in failed[0][1]
    assert (tmp_path / "0").read_bytes() == b"one" * 400
    assert not (tmp_path / "1").exists()


def test_links_and_devices_are_told_and_never_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (
            ("soft", tarfile.SYMTYPE),
            ("hard", tarfile.LNKTYPE),
            ("null", tarfile.CHRTYPE),
            ("pipe", tarfile.FIFOTYPE),
        ):
            about = tarfile.TarInfo(name)
            about.type, about.linkname = kind, "/etc/passwd"
            archive.addfile(about)
    place = tmp_path / "given.tar"
    place.write_bytes(out.getvalue())
    found = containers.contents(place, "tar", "given.tar")
    assert found.members == []
    assert [(name, why.split(",")[0].split(" (")[0]) for name, why in found.passed] == [
        ("soft", "is a link"), ("hard", "is a link"), ("null", "is no file"), ("pipe", "is no file"),
    ]  # fmt: skip
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(place, "w") as zipped_link:
        zipped_link.writestr(link, "/etc/passwd")
    assert containers.contents(place, "zip", "x").passed == [("link", "is a link, which is never followed")]


def test_a_link_in_a_7z_is_told(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    with py7zr.SevenZipFile(tmp_path / "given.7z", "w") as archive:
        archive.write(tmp_path / "link", "link")
    found = containers.contents(tmp_path / "given.7z", "7z", "x")
    assert (found.members, [name for name, _ in found.passed]) == ([], ["link"])


@pytest.mark.parametrize("kind", ["zip", "7z"])
def test_a_locked_container_asks_for_its_password(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "given"
    if kind == "7z":
        place.write_bytes(sevened({"a.csv": b"x"}, password="made-up"))
    else:
        data = bytearray(zipped({"a.csv": b"x"}))
        data[data.index(b"PK\x01\x02") + 8] |= 1
        place.write_bytes(data)
    with pytest.raises(UserError, match="locked with a password") as caught:
        containers.contents(place, kind, "x")
    assert "with the password" in caught.value.fix


def test_a_bomb_is_told_by_its_list_with_the_limits(tmp_path: Path) -> None:
    place = tmp_path / "given"
    for kind in ("zip", "7z"):
        place.write_bytes(MAKE[kind]({"zeros": bytes(containers.RATIO * containers.SMALL + 1)}))
        with pytest.raises(UserError, match=r"would unpack to 1 files of 200 MiB, more than .* 64 GiB, 200 times"):
            containers.contents(place, kind, "x")
    place.write_bytes(zipped({str(n): b"" for n in range(containers.MEMBERS + 1)}))
    with pytest.raises(UserError, match="20001 files"):
        containers.contents(place, "zip", "x")


def test_five_gigabytes_of_logs_are_no_bomb() -> None:
    containers.check("zip", 60, 40 << 30, containers.MEMBERS, containers.most_unpacked(5 << 30))


def test_a_stream_that_goes_on_too_long_is_cut_off(tmp_path: Path) -> None:
    place = tmp_path / "given"
    place.write_bytes(gzip.compress(bytes(30 << 20)))
    with pytest.raises(UserError, match="would unpack to more than 20 MiB"):
        jobs.take_member(str(place), "gz", 0, "x", str(tmp_path / "head"), str(tmp_path / "no-pipe"), 20 << 20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["given"]


@pytest.mark.parametrize("start", [b"%PDF-1.7", b"PK\x03\x04", b'\xef\xbb\xbf {"a":', b"\n[1", b"x" * 257 + b"ustar"])
def test_some_formats_cannot_be_told_by_their_head(start: bytes) -> None:
    assert heads.needs_whole(start + b" " * 100)
    assert not heads.needs_whole(b"a,b\n" + b"1,2\n" * 100)
