"""Where the agencies of a network stand in its drawing: by state, each state about where it is on the map, agencies with most
shares in the middle of their state. The same network always gives the same drawing."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from plainview.pages._map import sheet

SPACING = 11.0  # units between two agencies
ROOM = 3.4  # the sheet is this many times larger than what stands on it
ROUNDS = 240  # of pushing states apart until none overlaps another
TURN = math.pi * (3 - math.sqrt(5))  # the angle by which a sunflower sets its seeds
Places = NDArray[np.float64]


def positions(groups: list[str], weights: list[int]) -> tuple[Places, dict[str, tuple[float, float, float]]]:
    """Places of agencies, shape (n, 2), and of their groups: (x, y, radius) by name.

    Args:
        groups: of each agency, a state's code, or another word for those without one. weights: how many shares each has.
    """
    names = sorted(set(groups))
    members = {name: [at for at, group in enumerate(groups) if group == name] for name in names}
    radii = np.array([SPACING * (0.62 * math.sqrt(len(members[name])) + 1.2) for name in names])
    middles = apart(first_middles(names, radii), radii)
    places = np.zeros((len(groups), 2))
    for name, middle in zip(names, middles, strict=True):
        order = sorted(members[name], key=lambda at: (-weights[at], at))
        seeds = np.arange(len(order))
        away = SPACING * 0.62 * np.sqrt(seeds + (0.0 if len(order) == 1 else 0.35))
        places[order] = middle + np.column_stack([away * np.cos(seeds * TURN), away * np.sin(seeds * TURN)])
    shown = {name: (float(x), float(y), float(radius)) for name, (x, y), radius in zip(names, middles, radii, strict=True)}
    return places, shown


def first_middles(names: list[str], radii: Places) -> Places:
    """Where each group would stand if it needed no room: its state's middle on the map, the others in a row below."""
    known = sheet()
    width, height = known["width"], known["height"]
    scale = max(1.0, math.sqrt(float((np.pi * radii**2).sum()) * ROOM / (width * height)))
    others = [name for name in names if name not in known["middles"]]
    row = {name: (width * (at + 1) / (len(others) + 1), height + 40.0) for at, name in enumerate(others)}
    return np.array([known["middles"].get(name) or row[name] for name in names], np.float64).reshape(-1, 2) * scale


def apart(middles: Places, radii: Places) -> Places:
    """Middles moved until the circles around them hardly overlap."""
    places = middles.copy()
    need = radii[:, None] + radii[None, :]
    for _ in range(ROUNDS):
        gap = places[:, None, :] - places[None, :, :]
        far = np.sqrt((gap**2).sum(axis=2))
        np.fill_diagonal(far, np.inf)
        push = np.clip(need - far, 0, None) / 2
        if not push.any():
            break
        same = far < 1e-6
        gap[same] = 1.0
        far[same] = 1.0
        places += (gap / np.where(np.isinf(far), 1.0, far)[:, :, None] * push[:, :, None]).sum(axis=1) * 0.6
    return places
