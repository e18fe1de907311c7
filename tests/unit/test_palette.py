"""Colours that stand beside each other are told apart by all eyes, computed: what a person sees who lacks one kind of cone."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations, pairwise

import pytest

from plainview.charts import picture

# How a person who lacks one kind of cone sees a colour: Machado, Oliveira and Fernandes, 2009, applied to linear light.
EYES = {
    "all cones": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
SHADES = ["s1", "s2", "s3", "s4", "blue"]  # of fields, strips and states: each darker (in the dark: lighter) than the one before
# Pairs that stand beside each other in one drawing and mean different things.
BESIDE = [("blue", "ochre"), ("blue", "sky"), ("ochre", "sky"), ("blue", "unread"), ("sky", "unread"), ("unread", "faint")]
BESIDE += [("sky", "faint"), ("blue", "gap"), ("ochre", "gap"), ("sky", "gap"), ("blue", "grey"), ("ochre", "grey")]
LEVELS = ["l-local", "l-state", "l-federal", "l-campus", "l-other", "l-unknown"]
SIDES = ["blue", "in", "both"]  # points of the map
Lab = tuple[float, float, float]


@lru_cache
def tokens(scheme: str) -> dict[str, str]:
    """Every colour of one scheme by name, as #rrggbb."""
    css = re.sub(r"/\*.*?\*/", "", picture.SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    dark = re.findall(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root:not\(\.light\) \{([^}]*)\}", css)
    light = re.findall(r"^:root \{([^}]*)\}", css, re.MULTILINE)
    assert len(dark) == 2
    found = dict(re.findall(r"--([\w-]+):\s*([^;]+)", " ".join(light + (dark if scheme == "dark" else []))))
    for name, value in found.items():
        while (inner := re.fullmatch(r"var\(--([\w-]+)\)", value)) is not None:
            value = found[inner[1]]
        found[name] = value.strip()
    return found


def seen(scheme: str, eyes: str, name: str) -> Lab:
    """A colour in CIE Lab as those eyes see it."""
    colour = tokens(scheme)[name]
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in shares]
    r, g, b = (min(1.0, max(0.0, sum(a * v for a, v in zip(line, light, strict=True)))) for line in EYES[eyes])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(scheme: str, eyes: str, one: str, other: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(seen(scheme, eyes, one), seen(scheme, eyes, other), strict=True)) ** 0.5


every = pytest.mark.parametrize("scheme", ["light", "dark"])
all_eyes = pytest.mark.parametrize("eyes", EYES)


@every
@all_eyes
def test_series_beside_each_other_are_told_apart(scheme: str, eyes: str) -> None:
    """20 is ten times the least difference that a practised eye sees."""
    found = {f"{a} {b}": round(apart(scheme, eyes, a, b), 1) for a, b in [*BESIDE, *combinations(SIDES, 2)]}
    assert {pair: far for pair, far in found.items() if far < 20} == {}


@every
@all_eyes
def test_shades_are_told_apart_and_go_one_way(scheme: str, eyes: str) -> None:
    lightness = [seen(scheme, eyes, name)[0] for name in SHADES]
    assert lightness == sorted(lightness, reverse=scheme == "light")
    found = {f"{a} {b}": round(apart(scheme, eyes, a, b), 1) for a, b in pairwise(SHADES)}
    assert {pair: far for pair, far in found.items() if far < 8} == {}


@every
@all_eyes
def test_levels_of_agencies_are_told_apart(scheme: str, eyes: str) -> None:
    found = {f"{a} {b}": round(apart(scheme, eyes, a, b), 1) for a, b in combinations(LEVELS, 2)}
    assert {pair: far for pair, far in found.items() if far < 15} == {}


def test_two_colours_that_only_some_eyes_tell_apart_are_found() -> None:
    """The measure can fail: a red and a green of one lightness."""
    css = {"l-federal": "#b3261e", "l-campus": "#5a7000"}
    kept = dict(tokens("light"))
    try:
        tokens("light").update(css)
        assert apart("light", "all cones", "l-federal", "l-campus") > 60
        assert apart("light", "no green", "l-federal", "l-campus") < 20
    finally:
        tokens("light").clear()
        tokens("light").update(kept)
