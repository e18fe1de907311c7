"""The last look: a plate planted in any kind of file, however it is typed, is found; ids, counts and drawings are none."""

from __future__ import annotations

import ast
import gzip
import json
import sqlite3
import struct
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import plates
from plainview.publishing import residue, shards, texts
from plainview.publishing.covering import agency_name, covers, file_words, people

PLATE, OTHER = "7ZQX491", "QUILLZ"
SRC = Path(plates.__file__).parent / "publishing"


def look(folder: Path, *more: str, ids: tuple[str, ...] = (), allowed: tuple[str, ...] = ()) -> list[residue.Found]:
    return residue.look(folder, {PLATE, OTHER, *more}, ids, ("ab" * 32,), allowed)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


TEXTS = {
    "a.html": "<p>seen {} twice</p>",
    "b.html": '<p title="{}">x</p>',
    "c.html": "<p>x</p><!-- {} -->",
    "d.json": '{{"rows": [{{"note": "seen {}"}}]}}',
    "e.json": '{{"{}": 1}}',
    "f.js": 'plainviewRows("x",{{"day":{{"list":["{}"],"at":[0]}}}});\n',
    "g.js": "const a = `{}`;",
    "h.csv": "a,b\r\n1,{}\r\n",
    "i.csv": "{},b\r\n1,2\r\n",
    "j.svg": "<svg><metadata>{}</metadata></svg>",
    "k.txt": "{}",
    "l.graphml": "<graphml><data>{}</data></graphml>",
    "m.geojson": '{{"type": "{}"}}',
    "n.css": "/* {} */",
}


@pytest.mark.parametrize("name", sorted(TEXTS))
@pytest.mark.parametrize(
    "typed", [PLATE, "7zqx491", "7ZQX 491", "7zq-x491", "7ZQ.X491", "７ＺＱＸ４９１", "7 Z Q X 4 9 1", "QuillZ"]
)
def test_a_plate_is_found_in_every_kind_of_text(tmp_path: Path, name: str, typed: str) -> None:
    (tmp_path / name).write_text(TEXTS[name].format("harmless"), encoding="utf-8")
    assert look(tmp_path) == []
    (tmp_path / name).write_text(TEXTS[name].format(typed), encoding="utf-8")
    [found] = look(tmp_path)
    assert found.file == name
    assert found.kind == ("word" if typed == "QuillZ" else "plate")


def test_escaped_signs_hide_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>7&#90;QX491</p>")
    (tmp_path / "b.json").write_text('["\\u0037ZQX491", "x\\n7ZQX491"]')
    (tmp_path / "c.js").write_text("x('\\u0037ZQX491')")
    assert [one.file for one in look(tmp_path)] == ["a.html", "b.json", "c.js"]


def test_a_plate_is_found_in_files_that_are_no_text(tmp_path: Path) -> None:
    table = pa.table({"note": [f"seen {PLATE}", "x"]})
    pq.write_table(table, tmp_path / "column.parquet")
    pq.write_table(pa.table({"note": ["x"]}).replace_schema_metadata({"by": PLATE}), tmp_path / "meta.parquet")
    pq.write_table(pa.table({PLATE: ["x"]}), tmp_path / "name.parquet")
    with gzip.open(tmp_path / "packed.csv.gz", "wt") as file:
        file.write(f"a,b\r\nx,{PLATE}\r\n")
    opened = sqlite3.connect(tmp_path / "base.sqlite")
    opened.execute("create table a (note text)")
    opened.execute("insert into a values (?)", [f"seen {PLATE}"])
    opened.commit()
    opened.close()
    (tmp_path / "text.png").write_bytes(png(chunk(b"tEXt", b"Comment\0" + PLATE.encode())))
    (tmp_path / "packed.png").write_bytes(png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(PLATE.encode()))))
    (tmp_path / "exif.png").write_bytes(png(chunk(b"eXIf", PLATE.encode())))
    (tmp_path / "tail.png").write_bytes(png() + PLATE.encode())
    (tmp_path / f"seen {PLATE}.txt").write_text("x")
    (tmp_path / "7ZQX-491").mkdir()
    (tmp_path / "7ZQX-491" / "a.txt").write_text("x")
    (tmp_path / "clean.png").write_bytes(png())
    found = look(tmp_path)
    assert {one.kind for one in found} == {"plate"}
    assert {one.file for one in found} == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")} - {
        "clean.png"
    }


def test_what_cannot_be_read_is_not_published(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x")
    (tmp_path / "b.png").write_bytes(b"x")
    (tmp_path / "c.json").write_bytes(b"{")
    (tmp_path / "d.parquet").write_bytes(b"PAR1")
    (tmp_path / "e.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "f.txt").symlink_to(tmp_path / "a.bin")
    pq.write_table(pa.table({"x": [b"bytes"]}), tmp_path / "g.parquet")
    assert [(one.kind, one.file) for one in look(tmp_path)] == [
        ("unreadable", name) for name in ("a.bin", "b.png", "c.json", "d.parquet", "e.txt", "f.txt", "g.parquet")
    ]


def test_ids_counts_and_drawings_are_no_plates(tmp_path: Path) -> None:
    release = "0123456789abcdef"
    (tmp_path / "a.html").write_text(
        f'<svg viewBox="0 0 4711 90"><path d="M4711 0L90 7ZM"/></svg><code>plainview explain {release}:4711</code>'
        f'<a href="search/{release}-4711.html">x</a>'
    )
    (tmp_path / "b.csv").write_text(f"n,entry\r\n4711,{release}:4711\r\n")
    (tmp_path / "c.json").write_text('{"n": 4711}')
    pq.write_table(pa.table({"entry": [f"{release}:4711"], "n": [4711]}), tmp_path / "d.parquet")
    assert look(tmp_path, "4711", "M4711", ids=(release,)) == []
    assert [one.file for one in look(tmp_path, "4711")] == ["a.html", "b.csv"]  # the id of no file of this case
    (tmp_path / "e.csv").write_text("place\r\nroom 4711\r\n")
    assert [one.file for one in look(tmp_path, "4711", ids=(release,))] == ["e.csv"]


def test_a_part_of_a_word_is_no_plate(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"X{PLATE} {PLATE}8 {OTHER}S in the word; be at ease; 12,345")
    assert look(tmp_path, "BEAT", "45", "123") == []


def test_tokens_and_the_key_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("p_" + "0f" * 11)
    (tmp_path / "b.txt").write_text("0f" * 11)
    (tmp_path / "c.html").write_text(f"<p data-x='{'AB' * 32}'>")
    (tmp_path / "d.txt").write_text("0f" * 32 + " " + "0f" * 8)
    assert [(one.kind, one.file) for one in look(tmp_path)] == [("token", name) for name in ("a.txt", "b.txt", "c.html")]


def test_a_person_may_allow_words_and_no_plate() -> None:
    assert residue.kind_of("BURGLARY") == residue.kind_of("2025") == residue.kind_of("D2") == residue.kind_of("459PC") == "word"
    assert residue.kind_of(PLATE) == residue.kind_of("ABC1234") == residue.kind_of("GR8DAY") == "plate"


def test_an_allowed_word_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("quillz 7zqx491")
    assert [one.word for one in look(tmp_path, allowed=("quillz",))] == [PLATE]


def test_the_last_look_is_independent() -> None:
    for name in ("residue.py", "texts.py"):
        tree = ast.parse((SRC / name).read_text(encoding="utf-8"))
        imported = {
            f"{node.module}.{alias.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        ours = {one for one in imported if one.startswith("plainview")}
        assert ours <= {"plainview.copies", "plainview.publishing.texts.Unknown", "plainview.publishing.texts.texts"}, name


LETTERS = st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=5, max_size=8).filter(residue._is_mixed)


@given(LETTERS, st.integers(1, 7), st.sampled_from([" ", "-", ".", ""]), st.text(max_size=20), st.text(max_size=20))
def test_any_plate_is_found_between_any_texts(plate: str, cut: int, between: str, before: str, after: str) -> None:
    typed = plate[:cut] + (between if cut < len(plate) else "") + plate[cut:]
    text = f"{before}\n{typed.lower()}\n{after}"
    assert plate in residue.hits(text.upper(), frozenset([plate]))


@given(st.lists(LETTERS, max_size=30))
def test_hits_are_those_of_a_plain_search(words: list[str]) -> None:
    text, wanted = "\n".join(words[::2]), frozenset(words[1::3])
    assert set(residue.hits(text, wanted)) == set(words[::2]) & wanted


@given(st.lists(st.text(max_size=30), min_size=1, max_size=40))
def test_csv_lines_are_read_back_as_they_were(cells: list[str]) -> None:
    import csv
    import io

    cells = [cell.replace("\0", "") for cell in cells]
    lines = shards.csv_lines(pa.table({"a": pa.array(cells, pa.string()), "b": pa.array(range(len(cells)), pa.int32())}))
    read = list(csv.reader(io.StringIO("".join(lines.to_pylist()), newline="")))
    assert read == [[cell, str(at)] for at, cell in enumerate(cells)]


def test_plates_are_read_from_cells_as_people_type_them() -> None:
    assert list(plates.in_plate_cell("7zqx 491, QKX-1234\n***; none; redacted; [MASKED]")) == ["7ZQX491", "QKX1234"]
    assert list(plates.shaped("ran 7zqx491 for 10851VC, 26-04411")) == ["7ZQX491"]
    assert set(plates.typed("Plate: quillz\nNote: x")) == {"QUILLZ"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Alder Falls network audit 2026-03.csv", "Alder Falls network audit 2026-03.csv"),
        ("Marisol Quennel 7ZQX491 request.csv", "▒ request.csv"),
        ("call 541-555-0100 06-14-1967.xlsx", "call ▒ 06-14-▒.xlsx"),
    ],
)
def test_a_file_is_named_in_words_that_name_nobody(name: str, shown: str) -> None:
    assert file_words(name, frozenset({"alder", "falls"})) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Alder Falls OH PD", "Alder Falls OH PD"),
        ("Martin County FL SO", "Martin County FL SO"),
        ("Houston TX PD - Training", "Houston TX PD - Training"),
        ("Alder Falls OH PD (Marisol Quennel)", "Alder Falls OH PD (▒)"),
        ("Alder Falls OH PD - 541-555-0100", "Alder Falls OH PD - ▒"),
    ],
)
def test_an_agency_keeps_its_name_and_nobody_elses(name: str, shown: str) -> None:
    assert agency_name(name, True) == shown


def test_a_person_as_an_agency_is_not_named_and_neither_is_its_address() -> None:
    rows = [
        {"agency_id": "marisol-quennel", "canonical": "Marisol Quennel", "state": "", "kind": "", "name_raw": "Marisol Quennel"},
        {
            "agency_id": "oh-alder",
            "canonical": "Alder Falls PD",
            "state": "OH",
            "kind": "police",
            "name_raw": "Alder Falls OH PD",
        },
    ]
    found = covers(["Alder Quennel.csv"], rows, ["oh-alder"])
    assert found["marisol-quennel"] == "covered-0001"
    assert found["Marisol Quennel"] == "Name not shown"
    assert found["Alder Quennel.csv"] == "Alder ▒.csv"
    assert "oh-alder" not in found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ask Yvette Tuckwort at the desk.", "Ask ▒ at the desk."),
        ("QUENNEL, MARISOL", "▒"),
        ("Data is used for Law Enforcement Purposes only.", "Data is used for Law Enforcement Purposes only."),
        ("born 06/14/1967, 541-555-0100", "born ▒, ▒"),
        ("since 06/14/2024", "since 06/14/2024"),
    ],
)
def test_people_in_sentences_are_covered(text: str, shown: str) -> None:
    assert people(text, True, True) == shown


def test_numbers_in_json_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"a": [1, 2, {"b": "x"}], "c": None}))
    assert list(texts.texts(tmp_path / "a.json")) == ["a", "b", "x", "c"]
