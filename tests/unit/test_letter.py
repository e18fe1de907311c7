"""Letters: every format to the same paragraphs, what is a letter about records, what it proposes, and what a person confirms."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import zipfile
from pathlib import Path

import made_up_mail as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainview import recognise, withheld
from plainview.archive import Receipt
from plainview.errors import UserError
from plainview.ingest import letters
from plainview.model import Line
from plainview.read import letter, txt

QUIET = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
RTF = (
    r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator made up;}\f0 Dear Requester,\par The reason for each search \par "
    r"caf\'e9 \u8217 ?\~\{x\}\par}"
)


def write(folder: Path, data: bytes | str, name: str = "letter") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


# ---- formats ------------------------------------------------------------------------------------------------------------


def test_a_word_file_gives_its_paragraphs_and_tables(tmp_path: Path) -> None:
    path = write(tmp_path, made.docx("Dear Requester,", "", "Two &amp; more", table=[["a", "b"], ["c", ""]]))
    assert texts(letter.docx(path)) == ["Dear Requester,", "Two & more", "a | b", "c | "]
    assert [line.locator for line in letter.docx(path)][:2] == ["paragraph 1", "paragraph 2"]
    assert [batch.rows for batch in letter.docx_tables(path)] == [[["a", "b"], ["c", ""]]]


def test_deleted_text_is_left_out_and_footnotes_are_read(tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = "<w:p><w:r><w:t>kept</w:t><w:tab/><w:t>too</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {w}><w:body>{run}</w:body></w:document>")
        archive.writestr("word/footnotes.xml", f"<w:footnotes {w}><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>")
    found = letter.docx(write(tmp_path, data.getvalue()))
    assert [(line.locator, line.text) for line in found] == [("paragraph 1", "kept too"), ("footnote 1", "note")]


def test_an_opendocument_text_is_read(tmp_path: Path) -> None:
    t = 'xmlns:o="urn:o" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "content.xml", f"<o:b {t}><text:h>Head</text:h><text:p>One <text:span>two</text:span> three</text:p></o:b>"
        )
    assert texts(letter.docx(write(tmp_path, data.getvalue()))) == ["Head", "One two three"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_office_document_with_spoilt_packing_is_damaged(tmp_path: Path, method: int) -> None:
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("word/document.xml", "<document>" + "Dear clerk, " * 500 + "</document>")
        at = archive.getinfo("word/document.xml").header_offset + 30 + len("word/document.xml")
    data = bytearray(path.read_bytes())
    data[at + 12 : at + 40] = bytes(255 - one for one in data[at + 12 : at + 40])
    path.write_bytes(data)
    with pytest.raises(UserError, match="damaged"):
        letter.docx(path)


def test_rich_text_is_read_without_its_machinery(tmp_path: Path) -> None:
    found = letter.rtf(write(tmp_path, RTF))
    assert texts(found) == ["Dear Requester,", "The reason for each search", "café ’ {x}"]


def word_streams(pieces: list[tuple[str, bool]], flags: int = 0x0200) -> tuple[bytes, bytes]:
    """The two streams of a made-up legacy Word file: text in pieces, each packed in one byte a sign or in two."""
    body, places, signs = bytearray(b"\0" * 0x600), [], [0]
    for text, narrow in pieces:
        at = len(body)
        body += text.encode("cp1252" if narrow else "utf-16-le")
        places.append((at * 2) | 0x40000000 if narrow else at)
        signs.append(signs[-1] + len(text))
    listed = struct.pack(f"<{len(signs)}I", *signs) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x01\x02\x00zz" + b"\x02" + struct.pack("<I", len(listed)) + listed
    struct.pack_into("<HH", body, 0, 0xA5EC, 0x00D9)
    struct.pack_into("<H", body, 0x0A, flags)
    struct.pack_into("<II", body, 0x01A2, 7, len(clx))
    return bytes(body), b"\0" * 7 + clx


def test_the_pieces_of_a_legacy_word_file_are_put_in_their_order() -> None:
    main, table = word_streams(
        [("To: Chief\rRe: ", True), ("audit “March”\r", False), ("\x13 HYPERLINK x\x14link\x15 end", True)]
    )
    text = letter._without_fields(letter._doc_text(main, table))
    assert text == "To: Chief\rRe: audit “March”\rlink end"


def test_rows_of_tables_are_one_paragraph(tmp_path: Path) -> None:
    assert texts(letter.rtf(write(tmp_path, r"{\rtf1 a\cell b\cell\row c\cell\row d\par}"))) == ["a | b", "c", "d"]


@given(st.binary(max_size=400), st.integers(0, 900))
@QUIET
def test_broken_pieces_end_in_an_error_that_the_reader_knows(junk: bytes, cut: int) -> None:
    main, table = word_streams([("To: Chief\r", True)])
    with contextlib.suppress(ValueError, struct.error, IndexError):
        letter._doc_text(main[:cut] + junk, junk + table)


@pytest.mark.parametrize("read", [letter.docx, letter.docx_tables, letter.doc, letter.rtf], ids=lambda read: read.__name__)
@given(data=st.data())
@QUIET
def test_whatever_the_bytes_are_it_is_read_or_refused(read: object, tmp_path: Path, data: st.DataObject) -> None:
    """Random bytes, and good files with a few bytes changed or the end cut off."""
    good = {"docx": made.docx(*made.LETTER), "rtf": RTF.encode(), "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1600}
    source = bytearray(data.draw(st.sampled_from(list(good.values())) | st.binary(max_size=500)))
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6)):
        if at < len(source):
            source[at] = byte
    path = write(tmp_path, bytes(source[: data.draw(st.integers(0, 3000))]))
    with contextlib.suppress(UserError):
        read(path)  # type: ignore[operator]


def test_a_bomb_of_entities_and_a_huge_text_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(UserError, match="damaged"):
        letter.docx(write(tmp_path, data.getvalue()))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (letter.LARGEST + 1))
    with pytest.raises(UserError, match="64 MiB"):
        letter.docx(write(tmp_path, data.getvalue()))


# ---- what is a letter ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["docx", "txt", "rtf", "eml"])
def test_a_letter_about_records_is_taken_in_each_form(tmp_path: Path, form: str) -> None:
    whole = "\n\n".join(made.LETTER)
    data = {
        "docx": made.docx(*made.LETTER), "txt": whole.encode(), "eml": made.message(whole),
        "rtf": (r"{\rtf1 " + whole.replace("§", r"\u167 ?").replace("\n\n", "\\par ") + "}").encode(),
    }[form]  # fmt: skip
    path = write(tmp_path, data)
    found = recognise.recognise(path, "any")
    assert (found.layout, found.kind, found.type) == ("letter", "letter", form)


@pytest.mark.parametrize(
    "text",
    [
        "Dear neighbour,\n\nthe picnic in the park is on Saturday and everybody is welcome to bring food.\n\nSincerely,\nPat",
        "Flock ALPR policy. Officers may search license plate readers only for lawful purposes; an audit is made each month.",
        "public records act, redacted, audit",
        "Dear neighbour,\n\nthe audit of the picnic fund is done and you are welcome to look at the books.\n\nSincerely,\nPat",
        "just a letter\n",
    ],
)
def test_other_texts_are_refused_as_before(tmp_path: Path, text: str) -> None:
    with pytest.raises(recognise.Unrecognised):
        recognise.recognise(write(tmp_path, text), "a.txt")


def test_plate_reads_copied_into_a_letter_are_refused(tmp_path: Path) -> None:
    table = [["License Plate", "Camera Name", "Capture Time"], [made.PLATE, "Main St", "2026-03-02"]]
    with pytest.raises(recognise.PlateReads):
        recognise.recognise(write(tmp_path, made.docx(*made.LETTER, table=table)), "a.docx")
    rows = "\n\n".join(f"{made.PLATE} seen 10:{minute} camera 12" for minute in (15, 16, 17))
    with pytest.raises(recognise.PlateReads):
        recognise.recognise(write(tmp_path, "\n\n".join(made.LETTER) + "\n\n" + rows), "a.txt")


# ---- what it proposes ---------------------------------------------------------------------------------------------------


def proposed(*lines: str) -> list[tuple[str, str]]:
    found = letters.read([Line(f"paragraph {at}", text) for at, text in enumerate(lines, 1)], {})
    assert found.n_rows == len(found.used) + len(found.set_aside)
    return [(issue.column_name, issue.value) for issue in found.issues]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officer names are redacted per ORC 149.43(A)(1)(h).", [("account", "ORC 149.43(A)(1)(h)")]),
        ("Plate numbers were masked, 5 U.S.C. § 552(b)(7)(E).", [("plate", "5 U.S.C. § 552(b)(7)(E)")]),
        ("Filters removed under RCW 42.56.240(1).", [("filters", "RCW 42.56.240(1)")]),
        ("Case numbers are exempt under 5 ILCS 140/7(1)(c).", [("case", "5 ILCS 140/7(1)(c)")]),
        ("User names withheld; Exemption 7(E) applies.", [("account", "Exemption 7(E)")]),
        ("The license plates were redacted (N.J.S.A. 47:1A-1.1).", [("plate", "N.J.S.A. 47:1A-1.1")]),
        ("Names of officers are exempt: Fla. Stat. 119.071(4)(c).", [("account", "Fla. Stat. 119.071(4)(c)")]),
        ("Offense types and search reasons are withheld, Tex. Gov't Code § 552.108.",
         [("reason", "Tex. Gov't Code § 552.108"), ("offense", "Tex. Gov't Code § 552.108")]),
        ("The names of officers were withheld. See Section 7922.000 of the Government Code.",
         [("account", "Section 7922.000 of the Government Code")]),
        ("For the following reasons we need 14 more days under Gov. Code, § 7922.535.", []),
        ("Case numbers were redacted.", []),
        ("Case 26-1234 cites Penal Code 459.", []),
    ],
)  # fmt: skip
def test_a_citation_beside_a_column_is_proposed(text: str, expected: list[tuple[str, str]]) -> None:
    assert proposed(text) == expected


def test_a_sentence_over_lines_is_one_and_a_proposal_is_made_once() -> None:
    lines = txt.read(b"The case\nnumbers were redacted under\nGov. Code 7923.600.\n\nCase numbers: Gov. Code 7923.600 again.\n")
    found = letters.read(lines, {})
    assert [(issue.locator, issue.column_name, issue.value) for issue in found.issues] == [
        ("line 1", "case", "Gov. Code 7923.600")
    ]
    assert found.n_rows == len(found.used) + len(found.set_aside) == 5


def test_no_text_of_a_letter_enters_but_the_citation() -> None:
    found = letters.read([Line("paragraph 1", "Secret words: user names are exempt under RCW 42.56.240, says Pat.")], {})
    assert "Secret" not in repr(found)
    assert "Pat" not in repr(found)
    assert '--withheld account:"..."' in found.issues[0].why


@given(st.lists(st.text(max_size=80), max_size=12))
@QUIET
def test_any_text_is_read_and_adds_up(lines: list[str]) -> None:
    proposed(*lines)
    letters.recognise([Line(str(at), text) for at, text in enumerate(lines)])


# ---- what a person confirms ---------------------------------------------------------------------------------------------


def test_what_is_said_withheld_is_kept_and_told() -> None:
    text = withheld.parse(["reason:Gov. Code  7923.600", "case: ORC 149.43(A)(1)(h)"])
    assert json.loads(text) == {"case": "ORC 149.43(A)(1)(h)", "reason": "Gov. Code 7923.600"}
    assert withheld.told(withheld.of([text, "", '{"case": "x"}'])) == "case: x; reason: Gov. Code 7923.600"
    assert (withheld.parse([]), withheld.of([""])) == ("", {})


@pytest.mark.parametrize(
    ("said", "problem"), [("when:Code 1", "no column: when"), ("reason", "cites no law"), (":x", "no column")]
)
def test_a_wrong_word_is_told(said: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem) as caught:
        withheld.parse([said])
    assert caught.value.fix


def test_a_journal_line_without_the_field_still_reads() -> None:
    old = {"fate": "accepted", "sha256": "0" * 64, "size_bytes": 1, "name": "a", "path": "a", "received_on": "2026-01-02"}
    assert Receipt(**old).withheld == ""  # type: ignore[arg-type]
