"""What was let through once need not be looked at again: the answers are those of the redaction, in whatever order pages come."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from plainview import redact, site, tree
from plainview.looked import Looked
from plainview.templating import SHORT, Environment

KNOWN = frozenset({"3f9c1a20b7de4415"})
TEXTS = st.sampled_from(
    [
        "searched 120 times", "7ABC123", "D2", "ABC 1234", "call 555-201-0134", "459 PC", "3f9c1a20b7de4415", "ffff1a20b7de4415",
        "p_0123456789abcdef012345", "2026-03-20T00:06Z", "４ＢＣＤ123", "a\n7ABC123", "&#55;ABC123", "&amp;", "a > 7ABC123 b",
        "plate_token",
        'say "x', "plainview explain 3f9c1a20b7de4415:17", "", "Alder Falls",
    ]
)  # fmt: skip
SHAPES = st.sampled_from(
    [
        "<p>{}</p>", '<b class="name">{}</b>', '<code class="id">{}</code>', '<code class="id">{}<i></i></code>',
        '<a title="{}">x</a>',
        '<a href="{}"\nid="x">y</a>', "<title>{}</title>", "{}", "<p\n>{}", "<!-- {} -->", '<a title="<{}>">z</a>',
        '<a title="{}', "<{}>",
    ]
)  # fmt: skip
PAGES = st.lists(
    st.lists(st.tuples(SHAPES, TEXTS), max_size=6).map(lambda parts: "<html>" + "".join(s.format(t) for s, t in parts)),
    max_size=6,
)


@given(pages=PAGES)
def test_pages_get_the_same_answers_as_when_each_is_looked_at_alone(pages: list[str]) -> None:
    looked = Looked(KNOWN)
    assert [looked.page(one) for one in pages] == [redact.check_page(one, KNOWN) for one in pages]


@given(tables=st.lists(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), max_size=5))
def test_tables_get_the_same_answers(tables: list[list[tuple[str, str]]]) -> None:
    looked = Looked(KNOWN)
    for rows in tables:
        table = [["name", "release_id"], *map(list, rows)]
        assert looked.table(table) == redact.check_table(table, KNOWN)


def test_what_was_found_once_is_found_again_and_names_keep_their_leave() -> None:
    looked = Looked(KNOWN)
    assert looked.page('<b class="name">D2</b>') == []
    assert looked.page("<b>D2</b>") == redact.check_page("<b>D2</b>") != []
    assert looked.page("<b>7ABC123</b>") == looked.page("<b>7ABC123</b>") != []


def test_every_letter_and_figure_outside_ascii_is_looked_at_with_care() -> None:
    """The cheap look for mixed words lets marks and blanks pass; no sign of a word may be one of them."""
    passed = [
        sign for sign in map(chr, range(128, sys.maxunicode + 1)) if sign.isalnum() and unicodedata.category(sign)[0] in "PZS"
    ]
    assert passed == []


@pytest.mark.parametrize(
    "text", ["x 7ABC123 y", "4ＢＣＤ", "ABC 1234", "12 ABC", "a@b.org", "(555) 201-0134", "555.201.0134", "AB-12345"]
)
def test_the_cheap_looks_hide_nothing(text: str) -> None:
    """Each careful pattern finds nothing where the cheap look before it lets a text pass."""
    contact, two = redact._CONTACT.search(text), redact._TWO_PARTS.search(text)
    assert redact._found(redact._HAS_CONTACT, text) or not contact
    assert redact._found(redact._HAS_TWO_PARTS, text) or not two
    assert redact._suspects_in(text, 2) or text in ("12 ABC",)


def test_a_file_that_lies_equal_in_the_older_tree_is_taken_over_and_another_is_written(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with tree.Tree(old) as first:
        first.write("a/same.html", b"same")
        first.write("a/other.html", b"old!")
        first.write("top.json", b"{}")
    with tree.Tree(new, old) as second:
        second.write("a/same.html", b"same")
        second.write("a/other.html", b"new!")
        second.write("top.json", b"{ }")
        second.write("b/fresh.html", b"fresh")
    assert (new / "a/same.html").stat().st_ino == (old / "a/same.html").stat().st_ino
    assert (new / "a/other.html").stat().st_ino != (old / "a/other.html").stat().st_ino
    found = {path.relative_to(new).as_posix(): path.read_bytes() for path in new.rglob("*") if path.is_file()}
    assert found == {"a/same.html": b"same", "a/other.html": b"new!", "top.json": b"{ }", "b/fresh.html": b"fresh"}
    assert (old / "a/other.html").read_bytes() == b"old!"


def test_a_link_in_the_older_tree_is_not_followed(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (tmp_path / "secret").write_bytes(b"same")
    (old / "page.html").symlink_to(tmp_path / "secret")
    with tree.Tree(new, old) as written:
        written.write("page.html", b"same")
    assert not (new / "page.html").is_symlink()
    assert (new / "page.html").stat().st_nlink == 1


def test_a_tree_leaves_no_folder_open(tmp_path: Path) -> None:
    opened = Path("/proc/self/fd")
    before = len(list(opened.iterdir())) if opened.exists() else 0
    with tree.Tree(tmp_path / "new", tmp_path / "none") as written:
        written.write("a/x", b"1")
    assert (len(list(opened.iterdir())) if before else 0) == before


@given(
    value=st.one_of(
        st.text(max_size=40), st.integers(), st.none(), st.floats(allow_nan=False), st.text(min_size=SHORT, max_size=SHORT + 9)
    )
)
def test_a_text_stands_on_a_page_as_the_template_engine_would_escape_it(value: object) -> None:
    pages = Environment(autoescape=True)
    for _ in range(2):
        assert pages.from_string("{{ v }}|{{ v ~ '<' }}").render(v=value) == f"{escape(value)}|{escape(str(value) + '<')}"
    assert pages.from_string("{{ v }}").render(v=Markup("<b>")) == "<b>"


def test_every_template_of_the_site_escapes_what_it_prints() -> None:
    found = site.environment()
    assert found.from_string("{{ v }}{% set t %}{{ v }}{% endset %}{{ t }}").render(v="<script>") == "&lt;script&gt;" * 2
