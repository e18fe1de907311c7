"""The data-sharing pages: where a share stands, the map, the graphs, the files, and what none of them may hold."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import SCHEMA, FakeStore, fake_store, row

from plainview import site
from plainview.agencies.vocabulary import STATES
from plainview.pages import _albers, _graph, _layout, _map
from plainview.pages import _shared as shared
from plainview.pages import _shared_told as told
from plainview.pages import shared as shared_page
from plainview.pages._rows import Rows
from plainview.sharing import formats

FALLS, WREN, HOLLOW = "ca-alder-falls-pd", "ca-port-wren-county-so", "ca-cedar-mesa-d2-pd"
SPAN: dict[str, Any] = {"basis": "listed", "span_no": 1, "custodian_id": FALLS, "direction": "outbound", "kind": "portal_page"}


def store_with(*spans: dict[str, Any], agencies: tuple[dict[str, Any], ...] = (), **tables: list[dict[str, Any]]) -> FakeStore:
    """A made-up case whose shares are these alone: of FALLS with WREN where a span does not say."""
    store = fake_store(n_custodians=4, n_partners=8, n_entries=60)
    filled = [row("shares", **{"from_id": FALLS, "to_id": WREN, "n_documents": 1, "n_days": 1} | SPAN | one) for one in spans]
    for name, rows in {"shares": filled, "share_lists": [], "share_contradictions": [], **tables}.items():
        store.con.execute(f"delete from {name}")
        put(store, name, rows)
    put(store, "agencies", [row("agencies", confidence=1.0, n_names=1, **one) for one in agencies])
    return store


def put(store: FakeStore, table: str, rows: list[dict[str, Any]]) -> None:
    names = [name.split(":")[0] for name in SCHEMA[table].split()]
    marks = ", ".join("?" * len(names))
    for one in rows:
        store.con.execute(f"insert into {table} ({', '.join(names)}) values ({marks})", [one[name] for name in names])


def page_of(store: FakeStore, id: str = FALLS) -> dict[str, Any]:
    return shared_page.build(store, id)


def side(page: dict[str, Any], name: str = "out") -> dict[str, Any]:
    return next(one for one in page["sides"] if one["side"] == name)


# --- where a share stands


def test_a_share_that_ended_is_named_with_its_days_and_not_counted() -> None:
    page = page_of(
        store_with(
            {"after_on": "2026-01-01", "from_on": "2026-01-08", "to_on": "2026-02-01", "before_on": "2026-02-08"},
            {"to_id": HOLLOW, "from_on": "2026-01-08", "to_on": "2026-02-08"},
        )
    )
    assert (side(page)["n"], side(page)["n_now"], page["reach"]["n"]) == (2, 1, 1)
    ended = next(one for one in side(page)["partners"] if one["id"] == WREN)
    assert (ended["standing"], ended["after_on"], ended["from_on"], ended["before_on"]) == (
        "gone", "2026-01-01", "2026-01-08", "2026-02-08",
    )  # fmt: skip
    assert [(one["on"], one["since"], one["what"], one["n"]) for one in page["changes"]] == [
        ("2026-02-08", "2026-02-01", "lost", 1),
        ("2026-01-08", "2026-01-01", "gained", 1),
    ]


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([{"basis": "used", "kind": "network_audit", "from_on": "2026-01-01", "to_on": "2026-01-09"}], "used"),
        ([{"from_on": None, "to_on": None}], "standing"),
        ([{"from_on": "2026-01-01", "to_on": "2026-01-09", "before_on": "2026-01-16"}], "gone"),
        (  # searched after the list lost it
            [
                {"from_on": "2026-01-01", "to_on": "2026-01-09", "before_on": "2026-01-16"},
                {"basis": "used", "kind": "network_audit", "from_on": "2026-01-02", "to_on": "2026-03-01"},
            ],
            "standing",
        ),
        (  # searched only before
            [
                {"from_on": "2026-01-01", "to_on": "2026-01-09", "before_on": "2026-01-16"},
                {"basis": "used", "kind": "network_audit", "from_on": "2026-01-02", "to_on": "2026-01-09"},
            ],
            "gone",
        ),
        (  # lost and listed again
            [
                {"from_on": "2026-01-01", "to_on": "2026-01-09", "before_on": "2026-01-16"},
                {"span_no": 2, "after_on": "2026-01-16", "from_on": "2026-02-01", "to_on": "2026-02-09"},
            ],
            "standing",
        ),
        (  # one side's list lost it, the other's newest still has it
            [
                {"from_on": "2026-01-01", "to_on": "2026-01-09", "before_on": "2026-01-16"},
                {"span_no": 2, "custodian_id": WREN, "direction": "inbound", "from_on": "2026-01-01", "to_on": "2026-01-05"},
            ],
            "standing",
        ),
    ],
)
def test_where_a_share_stands(spans: list[dict[str, Any]], wanted: str) -> None:
    assert side(page_of(store_with(*spans)))["partners"][0]["standing"] == wanted


DAYS = [f"2026-01-{day:02d}" for day in range(1, 29, 3)]
SPANS = st.lists(
    st.tuples(
        st.sampled_from(["listed", "event", "used"]), st.sampled_from(["outbound", "inbound"]), st.integers(0, 8), st.booleans()
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(SPANS)
def test_the_pages_and_the_counts_have_one_rule_for_what_stands(drawn: list[tuple[str, str, int, bool]]) -> None:
    """The same spans through page/made_shared.sql and through `standing`."""
    spans = []
    for number, (basis, direction, at, ended) in enumerate(drawn, 1):
        before = DAYS[at + 1] if ended and basis != "used" else ""
        spans.append(
            {"basis": basis, "direction": direction, "kind": basis, "span_no": number, "to_on": DAYS[at], "before_on": before}
        )
    con = duckdb.connect()
    con.execute("create table agencies as select unnest(['a', 'b']) as agency_id")
    con.execute(
        "create table shares (from_id varchar, to_id varchar, basis varchar, direction varchar, kind varchar, "
        "custodian_id varchar, span_no bigint, from_on date, to_on date, before_on date)"
    )
    for one in spans:
        con.execute(
            "insert into shares values ('a', 'b', ?, ?, ?, ?, ?, ?, ?, try_cast(nullif(?, '') as date))",
            [
                one["basis"],
                one["direction"],
                one["kind"],
                one["direction"],
                one["span_no"],
                one["to_on"],
                one["to_on"],
                one["before_on"],
            ],
        )
    FakeStore(con).run("page/made_shared")
    [(is_standing,)] = con.execute("select is_standing from page_shared").fetchall()
    assert is_standing == (shared.standing(spans) != "gone")


def test_both_directions_are_told_apart() -> None:
    store = store_with({"from_on": "2026-01-01", "to_on": "2026-01-09"})
    assert (side(page_of(store))["n"], side(page_of(store), "in")["n"]) == (1, 0)
    assert (side(page_of(store, WREN))["n"], side(page_of(store, WREN), "in")["n"]) == (0, 1)


def test_exposure_counts_partners_between_and_is_never_called_access() -> None:
    day = {"from_on": "2026-01-01", "to_on": "2026-01-09"}
    page = page_of(store_with({"to_id": HOLLOW, **day}, {"from_id": HOLLOW, "to_id": WREN, **day}), WREN)
    assert (page["exposure"]["n_direct"], page["exposure"]["n"]) == (1, 1)
    assert [(one["id"], one["n_partners"]) for one in page["exposure"]["owners"]] == [(FALLS, 1)]
    for name in ("shared", "sharing", "network", "sharing_macros"):
        text = (site.HERE / "templates" / f"{name}.html").read_text(encoding="utf-8")
        assert "access" not in text.replace("never access", ""), name


def test_gained_and_lost_leave_out_searches_and_first_sights() -> None:
    """A first list shows no gain, and that nobody searched any more shows no loss."""
    page = page_of(
        store_with(
            {"from_on": "2026-01-08", "to_on": "2026-02-01"},
            {"basis": "used", "kind": "network_audit", "after_on": "2026-01-07", "from_on": "2026-01-08", "to_on": "2026-01-09"},
        )
    )
    assert page["changes"] == []


# --- the map


@pytest.mark.parametrize(
    ("state", "latitude", "longitude", "x", "y"),
    [  # middles of counties: as us-atlas has them on the globe, and as it has them on its own Albers sheet
        ("CA", 37.64569, -121.88822, 43.111, 266.843), ("ME", 46.65893, -68.59783, 920.400, 62.284),
        ("FL", 25.61655, -80.56182, 815.710, 577.011), ("AK", 61.15025, -149.10711, 115.291, 544.662),
        ("HI", 21.45871, -157.97400, 264.505, 545.777),
    ],
)  # fmt: skip
def test_the_projection_meets_the_boundaries(state: str, latitude: float, longitude: float, x: float, y: float) -> None:
    assert _albers.project(state, latitude, longitude) == pytest.approx((x, y), abs=0.15)


def test_territories_are_not_on_the_map_and_every_state_is() -> None:
    assert _albers.project("PR", 18.4, -66.1) is None
    assert set(_map.sheet()["states"]) == set(STATES) - _albers.NOT_ON_IT
    assert "Permission to use, copy, modify" in _map.sheet()["licence"]
    for path in _map.sheet()["states"].values():
        assert re.fullmatch(r"(M-?\d+,-?\d+(l-?\d+(,|(?=-))-?\d+)+z)+", path)


def test_every_point_stands_near_its_own_state() -> None:
    """A place that fell into the sea or another corner of the sheet would be a wrong sign of a coordinate."""
    for (state, _), (latitude, longitude) in itertools.islice(_map.spots().items(), 0, None, 7):
        at = _albers.project(state, latitude, longitude)
        if at:
            middle = _map.sheet()["middles"][state]
            assert math.dist(at, middle) < 200, (state, latitude, longitude)


@pytest.fixture
def made_up_places(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {("CA", "alder-falls"): (37.1, -120.2), ("CA", "cinder-county"): (38.0, -121.0)}
    monkeypatch.setattr(_map, "spots", lambda: places)


@pytest.mark.usefixtures("made_up_places")
@pytest.mark.parametrize(
    ("id", "state", "level", "found"),
    [
        ("ca-alder-falls-police", "CA", "local", True),
        ("ca-alder-falls", "CA", "local", True),
        ("ca-cinder-county-sheriff", "CA", "local", True),
        ("ca-alder-falls-university-campus", "CA", "campus", False),
        ("ca-alder-falls-police", "CA", "state", False),  # no body of a town
        ("ca-port-wren-police", "CA", "local", False),  # place not known
        ("or-alder-falls-police", "OR", "local", False),  # a town of that name elsewhere
        ("xx-alder-falls-police", "", "local", False),
    ],
)
def test_a_point_only_where_the_town_is_known(id: str, state: str, level: str, found: bool) -> None:
    assert (_map.spot(id, state, level) is not None) == found


@pytest.mark.usefixtures("made_up_places")
def test_the_map_counts_every_partner_once_and_says_what_it_does_not_draw() -> None:
    def partner(id: str, state: str, level: str = "local") -> dict[str, Any]:
        return {"agency_id": id, "state": state, "level": level}

    found = {
        "out": [
            partner("ca-alder-falls-police", "CA"),
            partner("ca-port-wren-police", "CA"),
            partner("us-bureau", "", "federal"),
        ],
        "in": [partner("ca-alder-falls-police", "CA"), partner("pr-port-wren-police", "PR")],
    }
    for one in found.values():
        _map.with_spots(one)
    drawn = _map.drawing({"name": "Birch Hollow <PD>", "state": "CA", "spot": None}, found, "map")
    assert (drawn["n"], drawn["n_point"], drawn["n_state_only"], drawn["n_nowhere"]) == (4, 1, 1, 2)
    svg = ElementTree.fromstring(str(drawn["chart"]))
    marks = {one.get("class"): one.get("d", "").count("h0") for one in svg if "spots" in (one.get("class") or "")}
    assert marks == {"spots both": 1}
    assert "Birch Hollow &lt;PD&gt;" in str(drawn["chart"])


# --- the graph of one agency


def partners(n: int) -> list[dict[str, Any]]:
    """n partners, half of them of one state, the others of all states and of every level in turn."""
    codes, levels = [*STATES, ""], list(shared.words()["levels"])
    return [
        {
            "name": f"Agency & {at}", "id": f"a-{at}", "state": "CA" if at % 2 else codes[at // 2 % len(codes)],
            "level": levels[at // 3 % len(levels)],
        }
        for at in range(n)
    ]  # fmt: skip


@pytest.mark.parametrize("n", [1, 2, 48, 49, 300, 1000, 3000])
def test_the_graph_draws_each_partner_once_with_room_and_names_its_groups(n: int) -> None:
    every = partners(n)
    arcs = _graph.arcs(every, "CA")
    assert sum(len(arc.partners) for arc in arcs) == n
    assert arcs[-1].end <= 360.001
    assert all(later.start > earlier.end for earlier, later in itertools.pairwise(arcs))
    spots = np.array([(x, y) for arc in arcs for _, _, x, y in _graph.dots(arc)])
    near = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=2)) + np.eye(len(spots)) * 99
    assert near.min() > 6.9  # a dot is 7 wide
    svg = ElementTree.fromstring(str(_graph.drawing({"name": "Alder Falls", "state": "CA"}, every, "out", "g")))
    left, _, wide, _ = map(float, svg.get("viewBox", "").split())
    assert np.abs(spots).max() < -left
    assert wide == -2 * left
    assert sum((one.get("d") or "").count("h0") for one in svg) == n
    labels = [one.text for one in svg if (one.get("class") or "").startswith("group")]
    assert (len(labels) if n > _graph.NAMED_UP_TO else len(arcs)) == len(arcs)
    if n > _graph.NAMED_UP_TO:
        assert f"CA {sum(one['state'] == 'CA' and one['level'] != 'federal' for one in every):,}" in labels
        outer = _graph.FIRST + (_graph.rings_of(arcs) - 1) * _graph.STEP + 18
        apart = [math.radians((b.start + b.end - a.start - a.end) / 2) * outer for a, b in itertools.pairwise(arcs)]
        assert min(apart) > 12  # letters are 12 high, and labels read outwards


def test_the_agency_s_own_state_comes_first_and_levels_stand_together() -> None:
    arcs = _graph.arcs(partners(200), "CA")
    assert arcs[0].state == "CA"
    assert {arc.state for arc in arcs[-2:]} == {"Federal", "?"}
    order = list(shared.words()["levels"])
    for arc in arcs:
        places = [order.index(one["level"]) for one, *_ in _graph.dots(arc)]
        assert places == sorted(places)


# --- the network


def test_a_network_is_laid_out_the_same_way_each_time_and_states_do_not_overlap() -> None:
    codes = [*list(STATES)[:50], "Federal", "?"]
    groups = [codes[int(at**1.5) % len(codes)] if at % 3 else "CA" for at in range(2000)]
    weights = [at % 97 for at in range(2000)]
    places, circles = _layout.positions(groups, weights)
    again, _ = _layout.positions(groups, weights)
    assert (places == again).all()
    for (_, a), (_, b) in itertools.combinations(sorted(circles.items()), 2):
        assert math.dist(a[:2], b[:2]) > (a[2] + b[2]) * 0.9
    for at, group in enumerate(groups):
        assert math.dist(places[at], circles[group][:2]) <= circles[group][2]
    near = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)) + np.eye(len(places)) * 99
    assert near.min() > 5


def test_an_empty_case_has_pages_that_say_so() -> None:
    store = store_with()
    assert "No record here tells who shares" in site.render(Rows(store), "sharing")[0]
    html, _, files = site.render(Rows(store), "network")
    assert "no network to draw" in html
    assert files["network-data.js"]["nodes"] == []


# --- files


def test_graphml_holds_what_was_given_and_nothing_of_it_is_markup() -> None:
    nodes = [{"name": 'A <b> & "c"\x07', "id": "a", "latitude": 37.1, "longitude": -120.0}, {"name": "B", "id": "b", "state": ""}]
    edges = [{"owner": 1, "searcher": 0, "from_on": "2026-01-01", "documents": 0, "days": None}]
    root = ElementTree.fromstring(formats.graphml({"nodes": nodes, "edges": edges}))
    mark = "{http://graphml.graphdrawing.org/xmlns}"
    found = [{one.get("key"): one.text for one in node} for node in root.iter(f"{mark}node")]
    assert found == [
        {"node-name": 'A <b> & "c"', "node-id": "a", "node-latitude": "37.1", "node-longitude": "-120.0"},
        {"node-name": "B", "node-id": "b"},
    ]
    [edge] = root.iter(f"{mark}edge")
    assert (edge.get("source"), edge.get("target")) == ("n1", "n0")
    assert {one.get("key"): one.text for one in edge} == {"edge-from_on": "2026-01-01", "edge-documents": "0"}
    declared = {one.get("id") for one in root.iter(f"{mark}key")}
    assert {one.get("key") for one in root.iter(f"{mark}data")} <= declared


def test_an_edge_leads_from_the_owner_of_the_cameras_to_the_searcher() -> None:
    day = {"from_on": "2026-01-01", "to_on": "2026-01-09"}
    rows = Rows(store_with({"to_id": HOLLOW, **day}, {"from_id": WREN, "to_id": FALLS, **day}))
    network = site.render(rows, "shared", FALLS)[2][f"shared/{FALLS}.graphml"]
    ids = [one["id"] for one in network["nodes"]]
    assert {(ids[one["owner"]], ids[one["searcher"]]) for one in network["edges"]} == {(FALLS, HOLLOW), (WREN, FALLS)}


def test_geojson_keeps_a_partner_without_a_place() -> None:
    told = json.loads(
        formats.geojson(
            [{"name": "A", "latitude": 37.1, "longitude": -120.2}, {"name": "B", "latitude": None, "longitude": None}]
        )
    )
    assert told["type"] == "FeatureCollection"
    assert [one["geometry"] for one in told["features"]] == [{"type": "Point", "coordinates": [-120.2, 37.1]}, None]
    assert [one["properties"] for one in told["features"]] == [{"name": "A"}, {"name": "B"}]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(fake_store(n_entries=600), tmp_path_factory.mktemp("case") / "site").parent


def test_the_files_of_a_page_hold_its_partners(out: Path) -> None:
    page = json.loads((out / "shared" / f"{FALLS}.json").read_text(encoding="utf-8"))
    named = {one["id"] for side in page["sides"] for one in side["partners"]}
    lines = list(csv.DictReader(io.StringIO((out / "shared" / f"{FALLS}.csv").read_text(encoding="utf-8"))))
    assert {line["id"] for line in lines} == named != set()
    told = json.loads((out / "shared" / f"{FALLS}.geojson").read_text(encoding="utf-8"))
    assert {one["properties"]["id"] for one in told["features"]} == named | {FALLS}
    root = ElementTree.parse(out / "shared" / f"{FALLS}.graphml").getroot()
    edges = [one for one in root.iter() if one.tag.endswith("}edge")]
    assert len(edges) == len(lines)
    html = (out / "shared" / f"{FALLS}.html").read_text(encoding="utf-8")
    for name in ("csv", "graphml", "geojson"):
        assert f'href="../shared/{FALLS}.{name}"' in html


def test_the_drawing_s_data_are_the_shares_of_the_table(out: Path) -> None:
    text = (out / "network-data.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.plainviewNetwork = ").removesuffix(";\n"))
    page = json.loads((out / "network.json").read_text(encoding="utf-8"))
    lines = (out / "network.csv").read_text(encoding="utf-8").splitlines()
    assert len(data["edges"]) // 2 == page["n_drawn"] == len(lines) - 1 > 0
    assert sum(one["inside"] + one["outward"] for one in page["groups"]) == page["n_drawn"]
    pairs = list(zip(data["edges"][::2], data["edges"][1::2], strict=True))
    for at, node in enumerate(data["nodes"]):
        assert (node["out"], node["in"]) == (sum(a == at for a, _ in pairs), sum(b == at for _, b in pairs))
        assert (out / node["url"]).is_file()


def test_beyond_the_fullest_pages_a_page_is_light_and_says_how_to_have_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_page, "FULL", 1)
    store = store_with(
        {"from_on": "2026-01-01", "to_on": "2026-01-09"}, {"to_id": HOLLOW, "from_on": "2026-01-01", "to_on": "2026-01-09"}
    )
    html, _, files = site.render(Rows(store), "shared", WREN)
    assert list(files) == [f"shared/{WREN}.csv"]
    assert "<svg" not in html
    assert "plainview report sharing" in html
    assert "<svg" in site.render(Rows(store), "shared", FALLS)[0]


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda name: {"nodes": [{"name": name, "id": "a"}], "edges": []}, "x.graphml"),
        (lambda name: [{"name": name, "id": "a", "latitude": None}], "x.geojson"),
        (lambda name: {"nodes": [{"name": name}], "edges": [0, 0]}, "network-data.js"),
        (lambda name: [["agency_name"], [name]], "x.csv"),
    ],
)
def test_a_plate_in_a_file_is_found_and_a_district_is_not_one(make: Callable[[str], Any], names: str) -> None:
    assert site.check_file(make("Alder Falls 7ABC123"), frozenset())
    assert site.check_file(make("Alder Falls D2 PD"), frozenset()) == []
    assert "D2" in site.file_text(names, make("Alder Falls D2 PD"))


def test_contradictions_stand_on_both_pages_with_both_documents_and_the_innocent_reading() -> None:
    odd = row(
        "share_contradictions", from_id=FALLS, to_id=WREN, kind="used_unlisted", shown_on="2026-02-02", last_on="2026-02-09",
        n_days=3,
        shown_row_no=4, denied_on="2026-02-01", innocent="The list may be older than it looks.",
    )  # fmt: skip
    store = store_with({"from_on": "2026-01-01", "to_on": "2026-01-09"}, share_contradictions=[odd])
    release = store.con.execute("select release_id from releases limit 1").fetchone()
    assert release
    store.con.execute("update share_contradictions set shown_release_id = ?, denied_release_id = ?", [release[0], release[0]])
    rows = Rows(store)
    for id in (FALLS, WREN):
        html = site.render(rows, "shared", id)[0]
        assert "does not name the searcher" in html
        assert "The list may be older than it looks." in html
        assert html.count(f"release/{release[0]}.html") >= 2
    assert site.render(rows, "shared", FALLS)[1]["contradictions"][0]["n_days"] == 3
    assert "1 pair of agencies" in site.render(rows, "sharing")[0]


def test_reach_counts_federal_and_out_of_state_partners_and_leaves_unknown_states_out() -> None:
    store = store_with(
        *(
            {"to_id": id, "from_on": "2026-01-01", "to_on": "2026-01-09"}
            for id in ("us-bureau", "or-birch-hollow", "xx-nowhere", WREN)
        ),
        agencies=(
            {
                "agency_id": "us-bureau",
                "canonical": "Bureau of Made-up Matters",
                "state": "",
                "kind": "federal",
                "level": "federal",
            },
            {"agency_id": "or-birch-hollow", "canonical": "Birch Hollow (OR)", "state": "OR", "kind": "police", "level": "local"},
            {"agency_id": "xx-nowhere", "canonical": "Nowhere", "state": "", "kind": "police", "level": "local"},
        ),
        memberships=[
            row("memberships", agency_id="or-birch-hollow", programme="287(g)", model="Task force", from_on="2026-01-01")
        ],
    )
    reach = page_of(store)["reach"]
    assert (reach["n"], reach["n_federal"], reach["n_outside"], reach["n_state_unknown"], reach["n_member"]) == (4, 1, 1, 2, 1)
    page = site.page_modules()["sharing"].build(store)
    assert [(one["agency"]["name"], one["n_direct"]) for one in page["federal"]] == [("Bureau of Made-up Matters", 1)]
    assert [(one["agency"]["id"], one["n_direct"]) for one in page["members"]] == [("or-birch-hollow", 1)]
    assert [(one["state"], one["n_owners"], one["n_open"], one["who"]) for one in page["outside"]] == [("CA", 1, 1, 1)]


def test_rules_about_shares_and_patterns_about_shares_stand_on_the_page_and_others_do_not() -> None:
    rows = Rows(fake_store(n_entries=300))
    about = told.about_sharing(rows)
    assert "detector:federal_partner" in about
    subjects = {str(one["made_by"]).split("@")[0]: one["subject"] for one in rows.rows("page/rules")}
    assert {kind for kind in about if kind.startswith("rule:")} == {
        kind for kind, subject in subjects.items() if subject == "share"
    }
