"""Made-up transparency portals in the layout of 2026, a page for each week, to be broken on purpose."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

TOWNS = (
    "Alder Falls,Port Wren,Birch Hollow,Quill Harbor,Cedar Mesa,Juniper Flats,Mossgate,Bluestem,Larkspur Point,Stonewell,"
    "Thistle Creek,Ravenmoor"
).split(",")
FORBIDDEN = "Immigration enforcement, personal use."
FIRST = date(2026, 5, 4)


def name(town: str) -> str:
    return f"{town} OR PD"


def page(town: str, day: date, partners: list[str] | None = None, prohibited: str = FORBIDDEN) -> str:
    """One page as text, with the foot that ends each."""
    names = partners if partners is not None else [name(other) for other in TOWNS if other != town]
    listed = "\n".join(names)
    return f"""{name(town)}

Transparency Portal

Last updated: {day:%a %b %d %Y}

Overview

{name(town)} uses cameras.

POLICIES

What's Detected

License Plates, Vehicles

What's Not Detected

Faces, People

Acceptable Use Policy

Data is used for law enforcement purposes only.

Prohibited Uses

{prohibited}

Access Policy

A reason is needed.

Hotlist Policy

Hits are checked by a person.

USAGE

Data retention (in days)

The number of days data is retained.

30 days

Total Cameras

Number of LPR and other cameras.

12

Organizations granted access to {name(town)} data

Organizations granted access to {name(town)} data.

{listed}

Hotlists Alerted On

National and statewide hotlist sources.

NCIC

Vehicles Detected

Number of vehicles detected over the last 30 days.

123,456

Number of Searches

Total user search sessions over the last 30 days.

71

Provided by Flock Safety
"""


def write(folder: Path, weeks: int, broken: tuple[str, str] | None = None, cut: str = "", towns: int = len(TOWNS)) -> Path:
    """Pages of every town, week after week, below `folder`; in the last week `broken` (text, other text) is put in its place,
    and with `cut` a page ends where that text begins."""
    for week in range(weeks):
        day = FIRST + timedelta(days=7 * week)
        for town in TOWNS[:towns]:
            text = page(town, day)
            if week == weeks - 1:
                if broken:
                    assert broken[0] in text
                    text = text.replace(*broken)
                text = text[: text.index(cut)] if cut else text
            target = folder / town.lower().replace(" ", "-") / f"{day.isoformat()}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return folder
