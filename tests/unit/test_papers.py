"""Papers: Markdown with blanks becomes blocks, blocks become PDF and DOCX; what strangers typed is text everywhere."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.errors import UserError
from plainview.papers import kinds
from plainview.papers.blocks import Block, Span, blocks, plain
from plainview.papers.pdf import pdf
from plainview.papers.word import word

DAY = date(2026, 3, 2)
HOSTILE = '# *x* [a](javascript:alert(1)) | `#import "x"` <script> #read("/etc/passwd") \\ "q" $1$ @ref'


def text_of(data: bytes) -> str:
    """The words of a PDF, runs of white space as one."""
    pages = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).replace("\ufffe", "").split())


def words_of(data: bytes) -> str:
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in paper.paragraphs] + cells)


def test_markdown_becomes_blocks() -> None:
    text = (
        "# Head\n\nSome **strong** text, [law](https://law.example/1).\n\n1. one\n2. two\n\n| a | n |\n| --- | --- |\n| x | 7 |\n"
    )
    head, para, one, two, table = blocks(text)
    assert (head.kind, head.level, plain(head.spans)) == ("heading", 1, "Head")
    assert [(s.text, s.style, s.href) for s in para.spans][1:4:2] == [
        ("strong", "strong", ""),
        ("law", "plain", "https://law.example/1"),
    ]
    assert [(b.kind, b.number) for b in (one, two)] == [("numbered", 1), ("numbered", 2)]
    assert [[plain(cell) for cell in row] for row in table.rows] == [["a", "n"], ["x", "7"]]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_an_address_that_is_not_of_the_web_is_no_link(href: str) -> None:
    [para] = blocks(f"[words](<{href}>)")
    assert {one.href for one in para.spans} == {""}
    assert "words" in plain(para.spans)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_what_is_filled_in_prints_as_it_was_typed(typed: str) -> None:
    line = re.sub(r"\s+", " ", typed).strip()
    [*found] = blocks(f"before {kinds.marked(typed)} after")
    told = " ".join(plain(one.spans) for one in found)
    # a character reference cannot be typed into a paper, and a lone NUL is replaced by Markdown's own rule
    assert " ".join(told.split()) == " ".join(f"before {line} after".replace("\0", "\ufffd").split())
    assert all(s.style == "plain" and not s.href for one in found for s in one.spans)


@given(st.text(alphabet="#-+=1.) |*_>abc", min_size=1, max_size=12))
def test_a_line_that_begins_with_what_was_typed_is_one_line_of_text(typed: str) -> None:
    found = blocks(f"{kinds.marked(typed)}x")
    assert [one.kind for one in found] == ["text"]


def test_a_cell_of_a_table_keeps_its_bar() -> None:
    [table] = blocks(f"| a |\n| --- |\n| {kinds.marked('x | y')} |")
    assert [plain(cell) for cell in table.rows[1]] == ["x | y"]


def test_hostile_text_is_text_in_both_formats() -> None:
    found = blocks(f"# Title\n\n{kinds.marked(HOSTILE)}\n\n| a |\n| --- |\n| {kinds.marked(HOSTILE)} |")
    made = text_of(pdf(found, HOSTILE, DAY))
    for piece in ("alert(1)", '#import "x"', '#read("/etc/passwd")', "<script>", "$1$", "@ref"):
        assert made.count(piece) >= 2, piece
    assert "root:" not in made
    assert words_of(word(found, HOSTILE, DAY)).count(HOSTILE) == 2


def test_equal_blocks_give_equal_bytes_and_no_clock() -> None:
    found = [Block("heading", (Span("Title"),), 1), Block("text", (Span("Words", "strong", "https://law.example"),))]
    assert pdf(found, "T", DAY) == pdf(found, "T", DAY)
    first = word(found, "T", DAY)
    assert first == word(found, "T", DAY)
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"python-docx" not in package.read("docProps/core.xml")


def test_numbers_of_a_list_go_on() -> None:
    made = text_of(pdf(blocks("1. alpha\n2. beta\n3. gamma"), "T", DAY))
    assert re.search(r"1\. alpha 2\. beta 3\. gamma", made)


def test_every_kind_shipped_is_in_order() -> None:
    found = kinds.load()
    assert {"council_memo", "annual_report", "evidence_annex", "question_letter"} <= set(found)
    for one in found.values():
        assert one.needs in kinds.NEEDS


def test_a_case_has_its_own_kinds_and_mistakes_are_told(tmp_path: Path) -> None:
    own = tmp_path / "papers"
    own.mkdir()
    (own / "note.md").write_text("title: A note\nabout: Two lines.\nneeds: period\n---\n# {{ agency.name }}\n", encoding="utf-8")
    kind = kinds.named("note", own)
    assert kinds.filled(kind, {"agency": {"name": "Alder Falls *PD*"}}) == "# Alder Falls \\*PD\\*"
    with pytest.raises(UserError, match="'nobody' is undefined"):
        kinds.filled(kinds.Kind("x", "t", "a", "period", "{{ nobody.name }}", own / "x.md"), {})
    (own / "note.md").write_text("title: A note\n---\nx", encoding="utf-8")
    with pytest.raises(UserError, match="about"):
        kinds.load(own)
    with pytest.raises(UserError, match="no kind of paper"):
        kinds.named("sonnet")


def test_a_kind_cannot_reach_out_of_its_sandbox() -> None:
    text = "{{ agency.__class__.__mro__ }}"
    with pytest.raises(UserError):
        kinds.filled(kinds.Kind("x", "t", "a", "period", text, Path("x.md")), {"agency": {}})


def test_a_style_that_is_not_in_order_is_told(tmp_path: Path) -> None:
    style = tmp_path / "paper.typ"
    style.write_text("#let paper(title, body) = {", encoding="utf-8")
    with pytest.raises(UserError, match=r"paper\.typ"):
        pdf([Block("text", (Span("x"),))], "T", DAY, style)
    letterhead = tmp_path / "paper.docx"
    letterhead.write_bytes(b"no package")
    with pytest.raises(UserError, match="no DOCX"):
        word([Block("text", (Span("x"),))], "T", DAY, letterhead)
