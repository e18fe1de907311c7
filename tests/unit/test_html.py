"""HTML and plain text to lines: what a person sees, in order, with locators; broken input never raises."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.model import Line
from plainview.read import html, txt


def texts(source: str) -> list[str]:
    return [line.text for line in html.read(source.encode())]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("<p>one <b>and</b>\n  half</p>", ["one and half"]),
        ("<p>one<br>two<br/>three</p>", ["one", "two", "three"]),
        ("<tr><table><tr><td>one</td><td>two</td></tr></table>", ["one", "two"]),
        ('<div style="white-space: pre-line">one\n\n two\nthree</div>', ["one", "two", "three"]),
        ('<div style="white-space:pre-line">a\nb<span style="white-space:normal">c\nd</span></div>', ["a", "bc d"]),
        ("<pre>one\ntwo</pre>", ["one", "two"]),
        ("<style>.k,.value{white-space:pre-line}</style><div class='x value'>one\ntwo</div>", ["one", "two"]),
        ("<style>.value b{white-space:pre-line}</style><div class='value'>one\ntwo</div>", ["one two"]),
        ('<div style="display:flex"><span>one</span><span>two</span></div>', ["one", "two"]),
        ('<span style="display:block">one</span><span>two</span>', ["one", "two"]),
        ("<script>no()</script><style>no{}</style><p>yes</p><template>no</template><!-- no -->", ["yes"]),
        ("<p hidden>no</p><p style='display:none'>no</p><p>yes</p>", ["yes"]),
        ("<p>a &amp; b&nbsp;c &#39;d&#39;</p>", ["a & b c 'd'"]),
        ("plain words", ["plain words"]),
        ("", []),
        ("<p>  </p><div></div>", []),
        ("<p>open <b>never closed<p>next", ["open never closed", "next"]),
    ],
)
def test_lines(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


def test_locator_tag_link_and_title() -> None:
    page = (
        '<h1>Alder Falls</h1><p>Last Updated: <span title="2026-04-09T12:10:17.849Z">Thu Apr 09 2026</span></p>'
        '<div>See <a href="https://alderfalls.example">here</a></div><p>after</p>'
    )
    assert html.read(page.encode()) == [
        Line("line 1", "Alder Falls", "h1"),
        Line("line 2", "Last Updated: Thu Apr 09 2026", "p", "", "2026-04-09T12:10:17.849Z"),
        Line("line 3", "See here", "div", "https://alderfalls.example"),
        Line("line 4", "after", "p"),
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<div><a href="data:text/csv,a" download="audit.csv">Download</a></div>',
        '<div><a href="data:text/csv,a" download="audit.csv" style="display:flex"><svg/><i>Download</i></a></div>',
        '<div><a href="data:text/csv,a" download="audit.csv"><div>Download</div></a></div>',
        '<div><b>Download</b> <a href="data:text/csv,a" download="audit.csv"><svg></svg></a></div>',
    ],
)
def test_a_data_link_is_never_lost(link: str) -> None:
    lines = html.read(f"<p>before</p>{link}<p>after</p>".encode())
    assert [(line.href, line.title) for line in lines if line.href] == [("data:text/csv,a", "audit.csv")]
    assert [line.text for line in lines if line.text] == ["before", "Download", "after"]


def test_a_link_does_not_leak_into_the_next_line() -> None:
    lines = html.read(b'<div><a href="https://a.example"><img></a></div><p>next</p>')
    assert [(line.text, line.href) for line in lines] == [("next", "")]


def test_a_megabyte_of_junk_and_absurd_nesting() -> None:
    junk = random.Random(7).randbytes(1 << 20)
    html.read(junk)
    html.read(b"<" * (1 << 20))
    assert [line.text for line in html.read(b"<div>" * 150_000 + b"deep" + b"<p>next")] == ["deep", "next"]
    assert [line.text for line in html.read(b"<b><i>" * 2_000 + b"deep")] == ["deep"]


@given(st.binary(max_size=400) | st.text(alphabet="<>/abdivp=\"' \n&;!-", max_size=200).map(str.encode))
def test_any_bytes_give_clean_lines(data: bytes) -> None:
    lines = html.read(data)
    assert [line.locator for line in lines] == [f"line {n}" for n in range(1, len(lines) + 1)]
    assert all("\n" not in line.text and line.text == line.text.strip() for line in lines)


@given(st.lists(st.text(alphabet="abc XYZ,.é&<>", min_size=1).filter(lambda text: text.strip()), max_size=8))
def test_every_visible_word_is_read_in_order(paragraphs: list[str]) -> None:
    from html import escape

    page = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    assert texts(page) == [" ".join(text.split()) for text in paragraphs]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"one", ["one"]),
        (b"one\n", ["one"]),
        (b"one\n\ntwo\n", ["one", "", "two"]),
        (b"one\r\ntwo\rthree", ["one", "two", "three"]),
        (b"page one\fpage two\n", ["page one", "page two"]),
        (b"\xef\xbb\xbfcaf\xc3\xa9", ["café"]),
        (b"caf\xe9 \x93x\x94", ["café “x”"]),
        ("one\r\ntwo".encode("utf-16"), ["one", "two"]),
        (b"\xfe\xff" + "one".encode("utf-16-be"), ["one"]),
    ],
)
def test_plain_text(data: bytes, expected: list[str]) -> None:
    assert [line.text for line in txt.read(data)] == expected


def test_plain_text_locators_are_the_lines_of_the_file() -> None:
    assert [(line.locator, line.text) for line in txt.read(b"one\n\ntwo") if line.text] == [
        ("line 1", "one"),
        ("line 3", "two"),
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_text(data: bytes) -> None:
    lines = txt.read(data)
    assert [line.locator for line in lines] == [f"line {n}" for n in range(1, len(lines) + 1)]
