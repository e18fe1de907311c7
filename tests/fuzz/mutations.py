"""One good file in, one spoilt file out. Each mutation is a plain function of (random, bytes, all seeds)."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes, list[bytes]], bytes]
LARGEST = 400_000
_EDGES = (0, 1, -1, 127, 255, 256, 32767, 65535, 65536, 1048576, 2147483647, 4294967295, 10**19, -(10**9))
_SIGNS = (
    b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b"\t", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\x1b", b"\x0c", b"\xe2\x80\xae", b"\x80", b"'", b"<",
    b"</p>", b"&#0;", b"&lt;", b"<!--", b"<![CDATA[", b"%00", b"=", b"--", b"\nFrom ", b"{", b"[[", b"]",
    b'":', b"\\u0000", b"1e999",
    b"../", b"<table>", b"<br>", b"stream\n", b"endobj\n", b" R", b"/Kids", b"(", b"<<", b"\xed\xa0\x80",
)  # fmt: skip


def mutate(random: Random, seeds: dict[str, bytes]) -> tuple[str, bytes, str]:
    """A spoilt file: (name, bytes, how it was made). Equal states of `random` give equal files."""
    name = random.choice(sorted(seeds))
    data, others, told = seeds[name], list(seeds.values()), [name]
    own = _own_kind(name, data)
    for _ in range(random.choice((1, 1, 1, 2, 2, 4))):
        mutation = random.choice(own if own and random.random() < 0.5 else ANY)
        data = mutation(random, data, others)[:LARGEST]
        told.append(mutation.__name__)
    return name, data, " ".join(told)


def flip_bits(random: Random, data: bytes, _: list[bytes]) -> bytes:
    spoilt = bytearray(data)
    for _n in range(random.choice((1, 1, 3, 20))):
        if spoilt:
            spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def cut_off(random: Random, data: bytes, _: list[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def cut_out(random: Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _range(random, data)
    return data[:start] + data[end:]


def repeat(random: Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _range(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 10, 200)) + data[end:]


def splice(random: Random, data: bytes, others: list[bytes]) -> bytes:
    other = random.choice(others)
    start, end = _range(random, other)
    at = random.randrange(len(data) + 1)
    return data[:at] + other[start:end] + data[at + random.choice((0, end - start)) :]


def insert_signs(random: Random, data: bytes, _: list[bytes]) -> bytes:
    for _n in range(random.choice((1, 2, 8))):
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice(_SIGNS) * random.choice((1, 1, 3, 500)) + data[at:]
    return data


def edit_number(random: Random, data: bytes, _: list[bytes]) -> bytes:
    found = list(re.finditer(rb"\d{1,12}", data[:200_000]))
    if not found:
        return data
    one = random.choice(found)
    return data[: one.start()] + str(random.choice(_EDGES)).encode() + data[one.end() :]


def edit_length(random: Random, data: bytes, _: list[bytes]) -> bytes:
    form = random.choice(("<H", "<I", ">H", ">I", "<Q"))
    size = struct.calcsize(form)
    if len(data) < size:
        return data
    at = random.randrange(len(data) - size + 1)
    value = random.choice(_EDGES) % (1 << (8 * size))
    return data[:at] + struct.pack(form, value) + data[at + size :]


def swap_lines(random: Random, data: bytes, _: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def edit_member(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Spoil what a zip holds, not the zip."""
    members = _members(data)
    if not members:
        return data
    at = random.randrange(len(members))
    name, held = members[at]
    members[at] = (name, random.choice((edit_xml, edit_xml, *ANY))(random, held, others)[:LARGEST])
    return _packed(members, random)


def rename_member(random: Random, data: bytes, _: list[bytes]) -> bytes:
    members = _members(data)
    if not members:
        return data
    at = random.randrange(len(members))
    strange = (
        "../../escaped.csv",
        "/tmp/plainview-fuzz-escaped",
        "C:\\x\\y.csv",
        "a" * 300,
        "",
        "\u202ecsv.exe",
        "x/\0y",
        "log.csv",
        ".",
    )
    members[at] = (random.choice(strange), members[at][1])
    return _packed(members, random)


def edit_xml(random: Random, data: bytes, _: list[bytes]) -> bytes:
    ways: list[Callable[[], bytes]] = [
        lambda: re.sub(rb'r="[A-Z]+\d+"', b'r="XFD1048576"', data, count=1),
        lambda: data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', 1),
        lambda: re.sub(rb"<v>[^<]*</v>", b"<v>999999999</v>", data, count=2),
        lambda: re.sub(rb' t="s"', random.choice((b' t="n"', b' t="e"', b' t="b"', b' t="d"', b' t="zz"')), data, count=3),
        lambda: data.replace(b"<c ", b"<c " * 50, 1),
        lambda: data[: len(data) // 2] + b"<x>" * random.choice((10, 5000)) + data[len(data) // 2 :],
        lambda: data.replace(b'encoding="UTF-8"', b'encoding="UTF-32"'),
        lambda: re.sub(rb"number-columns-repeated=\"\d+\"|value-type=", b'number-columns-repeated="99999999" x=', data, count=1),
    ]
    return random.choice(ways)()


def edit_pdf(random: Random, data: bytes, _: list[bytes]) -> bytes:
    ways: list[Callable[[], bytes]] = [
        lambda: re.sub(rb"(/Length|/Count|/Width|/Height) \d+", rb"\1 " + str(random.choice(_EDGES)).encode(), data, count=2),
        lambda: re.sub(rb"(\d+) 0 R", str(random.randrange(12)).encode() + b" 0 R", data, count=random.randrange(1, 5)),
        lambda: re.sub(rb"/MediaBox \[[^\]]*\]", b"/MediaBox [0 0 99999999 99999999]", data),
        lambda: re.sub(rb" Tf ", str(random.choice(_EDGES)).encode() + b" Tf ", data, count=3),
        lambda: re.sub(rb"1 0 0 1 ", b"0 0 0 0 ", data, count=random.choice((1, 0))),
        lambda: re.sub(rb"1 0 0 1 (\S+) ", b"1 0 0 1 nan ", data, count=5),
        lambda: re.sub(rb"\((.{3})", random.choice((rb"(\\000\1", rb"(\\377\\376\1", rb"((((\1")), data, count=5),
        lambda: re.sub(
            rb"stream\n(.*?)endstream", lambda m: b"stream\n" + m[1] * 40 + b"endstream", data, count=1, flags=re.DOTALL
        ),
        lambda: data.replace(b"/Rotate 0", b"/Rotate 37").replace(b"/Type /Page ", b"/Type /Page /UserUnit 1e9 "),
    ]
    return random.choice(ways)()


def nest(random: Random, data: bytes, _: list[bytes]) -> bytes:
    opening = random.choice(
        (
            b"<div>",
            b"<table><tr><td>",
            b"[",
            b'{"a":',
            b"<b>",
            b"(",
            b"--XX\r\nContent-Type: multipart/mixed; boundary=XX\r\n\r\n",
        )
    )
    at = random.randrange(len(data) + 1)
    return data[:at] + opening * random.choice((5, 100, 3000, 12000)) + data[at:]


def long_line(random: Random, data: bytes, _: list[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((b"a", b",", b'"', b" ", b"1", b"\t", b";")) * 200_000 + data[at:]


def repack(random: Random, data: bytes, _: list[bytes]) -> bytes:
    """Packed once more, or a bomb where there was a file."""
    plain = random.choice((data, b"\0" * 30_000_000, data * 20))
    return random.choice((zlib.compress(plain), _packed([("a.csv", plain)] * random.choice((1, 3)), random)))


ANY: tuple[Mutation, ...] = (
    flip_bits, cut_off, cut_out, repeat, splice, insert_signs, edit_number, edit_length, swap_lines, nest, long_line,
)  # fmt: skip


def _own_kind(name: str, data: bytes) -> tuple[Mutation, ...]:
    if data.startswith(b"PK"):
        return (edit_member, edit_member, rename_member, repack)
    if data.startswith(b"%PDF"):
        return (edit_pdf,)
    return (edit_xml, nest) if name.endswith(".html") else ()


def _range(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 4, 30, 300, 5000)))


def _members(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(item.filename, archive.read(item)) for item in archive.infolist()[:50] if item.file_size < 4_000_000]
    except Exception:
        return []  # spoilt before: nothing to take out


def _packed(members: list[tuple[str, bytes]], random: Random) -> bytes:
    held = io.BytesIO()
    way = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(held, "w") as archive:
            for name, data in members:
                about = zipfile.ZipInfo("x")
                about.filename = name
                archive.writestr(about, data, compress_type=way)
    return held.getvalue()
