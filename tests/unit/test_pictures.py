"""Drawings to take away: each stands alone, with title, key and source line in it, and holds nothing that a page may not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from xml.dom import minidom

import pytest
from fake_store import FakeStore, fake_store
from hypothesis import given
from hypothesis import strategies as st

from plainview import charts, redact, site
from plainview.charts import picture
from plainview.charts.grids import SHADES, bounds, heat, matrix, shade, shades_told
from plainview.charts.multiples import HEAD, TALL, Panel, multiples, strips
from plainview.pages import _graph
from plainview.pages import _pictures as pictures
from plainview.pages._rows import Rows
from plainview.pages._shared import edges

KNOWN = "3f9c1a2b4d5e6f70"
SOURCE = [
    ("", "Source: disclosed records of "),
    ("name", "Alder Falls D2 PD"),
    ("", ", 2026-01-01 to 2026-03-31; files "),
    ("id", KNOWN),
]
KEY = [("k-certain", "certain"), ("k-hatched", "no record"), ("k-words", "only words")]


def drawn(title: str = "Searches & more", values: tuple[float | None, ...] = (5, None, 0)) -> str:
    found = [charts.Bar(f"2026-0{at}", value, 1) for at, value in enumerate(values, 1)]
    return str(charts.bars(found, ident="x", title=title, desc="D", lines=[(1.5, "2026-02-15: then <typed>")]))


def plain(svg: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", re.sub(r"</text>", " ", svg.split("</style>")[1])).split())


@pytest.fixture(scope="module")
def store() -> FakeStore:
    return fake_store(n_entries=900)


@pytest.fixture(scope="module")
def out(store: FakeStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(store, tmp_path_factory.mktemp("case") / "site").parent


def test_a_file_has_its_title_key_and_source_line_in_it() -> None:
    svg = charts.standalone(drawn(), SOURCE, KEY)
    told = plain(svg)
    assert told.startswith("Searches &amp; more ")
    assert (
        f"certain no record only words Source: disclosed records of Alder Falls D2 PD, 2026-01-01 to 2026-03-31; files {KNOWN}"
        in told
    )
    assert svg.count('class="picture-key"') == 2  # the third mark is words alone
    root = minidom.parseString(svg).documentElement
    assert root
    assert [root.getAttribute(name) for name in ("width", "height")] == root.getAttribute("viewBox").split()[2:]


def test_a_file_asks_for_nothing_and_has_its_own_style_in_light_colours() -> None:
    svg = charts.standalone(drawn(), SOURCE, KEY)
    assert not re.search(r"href|src=|@import|<script|<image|<foreignObject|var\(|\son\w+=|<!--|<metadata", svg)
    assert set(re.findall(r"url\(([^)]*)\)", svg)) == {"#x-h"}
    assert re.findall(r'https?://[^"<]*', svg) == ["http://www.w3.org/2000/svg"]
    assert "svg .bar{fill: #0b4f8a;}" in svg
    assert "#6fb1ea" not in svg  # the dark blue
    assert ".held" not in svg  # rules of what is not in it


def test_the_key_has_the_colours_of_the_page() -> None:
    colours = picture.sheet()[1]
    assert colours["k-certain"] == "#0b4f8a"
    assert {kind for kind, _ in shades_told([1, 2, 3, 4, 5], "x", has_gaps=True)} - {"k-zero", "k-hatched"} <= set(colours)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300))
def test_any_title_gives_a_well_formed_file_and_none_of_it_is_lost(title: str) -> None:
    svg = charts.standalone(drawn(title), SOURCE)
    minidom.parseString(svg.encode())
    head = re.findall(r'<text class="picture-title name"[^>]*>(.*?)</text>', svg, re.DOTALL)
    assert "".join("".join(head).split()) == "".join(re.findall(r"<title[^>]*>(.*?)</title>", svg, re.DOTALL)[0].split())


@given(st.lists(st.tuples(st.sampled_from(["", "name", "id"]), st.text("ab c-", max_size=60)), max_size=8), st.integers(5, 80))
def test_lines_are_short_and_lose_no_word(pieces: list[tuple[str, str]], most: int) -> None:
    lines = picture.wrapped(pieces, most)
    assert " ".join("".join(text for _, text in line) for line in lines) == " ".join("".join(text for _, text in pieces).split())
    signs = [(kind, sign) for line in lines for kind, text in line for sign in text if sign != " "]
    assert signs == [(kind, sign) for kind, text in pieces for sign in text if sign != " "]
    assert all(len(text) <= most or " " not in text for text in ("".join(text for _, text in line) for line in lines))


def test_a_file_passes_the_scan_of_pages_and_a_plate_or_a_foreign_hash_stops_it() -> None:
    known = frozenset({KNOWN})
    assert site.check_file(charts.standalone(drawn(), SOURCE, KEY), known) == []
    assert site.check_file(charts.standalone(drawn("Searches of 7ABC123"), SOURCE), known)
    assert site.check_file(charts.standalone(drawn(), [("", "Source: 555-201-4477")]), known)
    assert site.check_file(charts.standalone(drawn(), [("id", "aaaa1a2b4d5e6f70")]), known)
    assert site.check_file(charts.standalone(drawn(), [("", KNOWN)]), known)  # a hash that is not declared
    assert site.check_file(charts.standalone(drawn(), SOURCE, [("k-certain", "7ABC123")]), known)
    style = charts.standalone(drawn(), SOURCE).replace("<style>", "<style>/* 7ABC123 */")
    assert site.check_file(style, known)  # only our own style is left out of the look


def test_every_drawing_of_the_site_has_its_file_and_its_page_names_it(store: FakeStore, out: Path) -> None:
    n = 0
    for page in out.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        drawings = re.findall(r'<svg class="(?:chart|map|graph)"[^>]*aria-labelledby="([\w-]+)-t', html)
        files = re.findall(r'<a href="([^"]*\.svg)" download', html)
        if page.name == "network.html":
            drawings = ["graph", *drawings]  # drawn by a script, and as a file for those without
        assert [f"{page.stem}-{ident}.svg" for ident in drawings] == files, page
        for name in files:
            svg = (page.parent / name).read_text(encoding="utf-8")
            minidom.parseString(svg)
            assert f"page {page.relative_to(out).as_posix()}" in plain(svg).replace("- ", "-"), name
            n += 1
    assert n > 60
    assert len(list(out.rglob("*.svg"))) == n


def test_every_drawing_has_a_text_a_table_and_a_source_line(out: Path) -> None:
    for page in out.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        for figure in re.findall(r"<figure.*?</figure>", html, re.DOTALL):
            if "<svg" not in figure or page.stem == "method":
                continue
            assert re.search(r"<title[^>]*>[^<]+</title><desc id=[^>]*>[^<]+</desc>", figure), page
            assert "Source: disclosed records of" in figure, page
            is_beside = re.search(r'<a href="#[\w-]+">The same as a table|Every name is in the table', figure)
            assert "<table" in figure or is_beside or 'class="map"' in figure, f"{page}: {figure[:200]}"


def test_a_custodians_drawing_names_it_and_the_days_of_its_files(store: FakeStore) -> None:
    rows = Rows(store)
    told = dict.fromkeys(pictures.spans(rows))
    page = {"agency": {"id": "ca-alder-falls-pd", "name": "Alder Falls CA PD"}}
    text = "".join(words for _, words in pictures.source(rows, page, "custodian"))
    first, last = pictures.spans(rows)["ca-alder-falls-pd"]
    assert "ca-alder-falls-pd" in told
    assert text.startswith(f"Source: disclosed records of Alder Falls CA PD, {first} to {last}; newest record of ")
    assert "agencies" in "".join(words for _, words in pictures.source(rows, page, "searcher"))


def test_the_same_records_give_the_same_files(store: FakeStore, out: Path, tmp_path: Path) -> None:
    again = site.publish(fake_store(n_entries=900), tmp_path / "site").parent
    files = sorted(path.relative_to(out) for path in out.rglob("*.svg"))
    assert [(out / path).read_bytes() for path in files] == [(again / path).read_bytes() for path in files]


def test_what_is_not_known_is_hatched_in_the_matrix_and_what_no_list_names_is_empty() -> None:
    svg = str(
        matrix(["1 A", "2 B"], ["1", "2"], {(0, 0): "itself", (0, 1): "told", (1, 0): "unknown"}, ident="m", title="t", desc="d")
    )
    assert svg.count('fill="url(#m-h)"') == 1
    assert svg.count("<pattern") == 1
    assert len(re.findall(r'class="cell (?:itself|told|unknown)" d="M[^M"]*"', svg)) == 3
    minidom.parseString(svg)


def test_the_matrix_says_what_the_shares_say(store: FakeStore) -> None:
    rows = Rows(store)
    page = site.page_modules()["sharing"].build(rows)["matrix"]
    told, used = ({(int(a), int(b)) for a, b in found} for found in edges(rows))
    ids = {row["agency"]["id"]: row["number"] for row in page["table"]}
    from plainview.pages._shared import numbered

    number = {id: at for at, id in enumerate(numbered(rows))}
    for line in page["table"]:
        owner = number[line["agency"]["id"]]
        named = {one for id, one in ids.items() if (owner, number[id]) in told and number[id] != owner}
        seen = {one for id, one in ids.items() if (owner, number[id]) in used - told and number[id] != owner}
        assert (set(line["told"]), set(line["small"])) == (named, seen)


def test_a_calendar_draws_a_gap_a_zero_and_a_number_each_in_its_own_way() -> None:
    days = {"2026-01-01": 4, "2026-01-02": 0, "2026-01-03": None, "2026-01-04": 9}
    drawing, from_n = heat(days, ident="h", title="t", desc="d")
    assert from_n == [1, 9]
    kinds = re.findall(r'class="cell (\w+)" d="([^"]*)"', drawing)
    assert {kind: len(re.findall("M", path)) for kind, path in kinds} == {"c4": 1, "c5": 1, "gap": 1, "zero": 1}
    assert drawing.count('fill="url(#h-h)"') == 1
    assert shades_told(from_n, "entries", has_gaps=True) == [
        ("k-zero", "no entries"), ("k-c4", "1 to 8"), ("k-c5", "9 or more"), ("k-hatched", "hatched: no record is held"),
    ]  # fmt: skip


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=200))
def test_shades_rise_with_the_number_and_the_largest_is_the_darkest(numbers: list[int]) -> None:
    from_n = bounds(numbers)
    assert from_n == sorted(set(from_n))
    shown = [shade(n, from_n) for n in sorted(numbers)]
    assert shown == sorted(shown)
    assert shown[-1] == f"c{SHADES}"
    assert "zero" not in shown
    assert shade(0, from_n) == "zero"


def test_a_calendar_of_more_than_a_year_has_a_strip_a_year_and_one_of_less_has_one() -> None:
    first = date(2025, 9, 3)
    for n, years in ((1, ["2025"]), (350, ["2025"]), (700, ["2025", "2026", "2027"])):
        days = {(first + timedelta(days=at)).isoformat(): 1 for at in range(n)}
        drawing, _ = heat(days, ident="h", title="t", desc="d")
        assert re.findall(r">(20[0-9]{2})</text>", drawing) == years
        assert sum(path.count("M") for path in re.findall(r'class="cell \w+" d="([^"]*)"', drawing)) == n


@given(st.lists(st.floats(0, 359), min_size=1, max_size=40).map(sorted))
def test_names_of_arcs_side_by_side_stand_in_different_rings(middles: list[float]) -> None:
    rings = _graph.label_rings(middles)
    pairs = [*zip(range(len(middles)), range(1, len(middles)), strict=False)]
    assert all(rings[a] != rings[b] for a, b in pairs if middles[b] - middles[a] < _graph.CLOSE)
    if len(middles) > 2 and middles[0] + 360 - middles[-1] < _graph.CLOSE:
        assert rings[0] != rings[-1]


def test_small_drawings_share_one_scale_and_show_gaps_and_turns() -> None:
    panels = [Panel("B", "5 rows", [5, 5, 5], [1.5]), Panel("A", "10 rows", [10, None, 0])]
    svg = multiples(panels, "2026-01", "2026-03", ident="m", title="t", desc="d")
    heights = [float(one) for one in re.findall(r"v-([\d.]+)h", svg)]
    assert heights[-1] == pytest.approx(2 * heights[0], rel=0.01)
    assert max(heights) <= TALL - HEAD
    assert svg.count('class="gap"') == 1
    assert svg.count('class="turn"') == 1
    minidom.parseString(svg)


def test_a_strip_is_shared_out_in_whole_and_what_is_not_given_is_hatched() -> None:
    svg = strips(
        [("A", "50 %", [1, 2, 1]), ("B", "not given", [0, 0, 3])], ["c1", "c5", "unknown"], ident="s", title="t", desc="d"
    )
    wide = [float(one) for one in re.findall(r'class="cell \w+" x="[\d.]+" y="2" width="([\d.]+)"', svg)]
    assert wide == pytest.approx([sum(wide) / 4, sum(wide) / 2, sum(wide) / 4], rel=0.01)
    assert svg.count('fill="url(#s-h)"') == 2


def test_steps_between_readings_far_apart_are_dotted() -> None:
    near = charts.line([(0, 1), (0.5, 2), (1, 3)], [], ident="l", title="t", desc="d")
    far = charts.line([(0, 1), (0.05, 2), (0.1, 3), (1, 4)], [], ident="l", title="t", desc="d")
    assert "unseen-between" not in near
    assert far.count("unseen-between") == 1


def test_every_class_of_a_drawing_has_a_look(out: Path) -> None:
    ruled = {word for one, _ in picture.sheet()[0] for word in re.findall(r"\.([\w-]+)", one)}
    bare = {"search", "out", "chart", "map", "graph", "s0", "tick", "panel", "name", "in", "h4", "start"}
    for path in out.rglob("*.svg"):
        found = {word for group in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")) for word in group.split()}
        assert found - ruled - bare <= {"id"}, path.name


def test_a_plate_in_a_name_reaches_no_drawing(tmp_path: Path) -> None:
    store = fake_store(n_entries=300)
    store.con.execute("update agencies set canonical = 'Mossgate 7ABC123 PD' where agency_id like 'ca-mossgate%'")
    made = site.publish(store, tmp_path / "site").parent
    assert [path.name for path in made.rglob("*.svg") if "7ABC123" in path.read_text(encoding="utf-8")] == []
    assert redact.MASK in "".join(path.read_text(encoding="utf-8") for path in made.rglob("*.svg"))


def test_every_picture_of_the_pages_is_named_in_the_docs_and_is_there() -> None:
    docs = Path(__file__).parents[2] / "docs"
    named = set(re.findall(r"\]\((pages/[\w-]+\.png)\)", (docs / "pages.md").read_text(encoding="utf-8")))
    assert named == {f"pages/{path.name}" for path in (docs / "pages").glob("*.png")}
    shot = (Path(__file__).parents[1] / "browser" / "shoot.py").read_text(encoding="utf-8")
    stems = set(site.page_modules())
    assert {name.split("/")[1].removesuffix(".png") for name in named} <= stems | set(
        re.findall(r'^    "([\w-]+)": \(', shot, re.MULTILINE)
    )
    assert stems <= {name.split("/")[1].removesuffix(".png") for name in named}
