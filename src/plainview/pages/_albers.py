"""Where a place stands on the map of the states: the Albers equal-area projection of us-atlas, with Alaska and Hawaii moved in.

The same figures as d3's geoAlbersUsa at scale 1300, moved to (487.5, 305), on a sheet of 975 by 610 units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

WIDTH, HEIGHT = 975, 610
SCALE, MIDDLE = 1300.0, (487.5, 305.0)


@dataclass(frozen=True, slots=True)
class Cone:
    """One conic equal-area map: its two parallels, the turn of its axis, its centre (degrees), scale, and where that stands."""

    parallels: tuple[float, float]
    turn: float
    centre: tuple[float, float]
    scale: float
    spot: tuple[float, float]

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """(x, y) of a place, y downwards."""
        x, y = self._raw(latitude, longitude + self.turn)
        centre_x, centre_y = self._raw(self.centre[1], self.centre[0])
        return self.spot[0] + (x - centre_x) * self.scale, self.spot[1] - (y - centre_y) * self.scale

    def _raw(self, latitude: float, longitude: float) -> tuple[float, float]:
        low = math.sin(math.radians(self.parallels[0]))
        n = (low + math.sin(math.radians(self.parallels[1]))) / 2
        c = 1 + low * (2 * n - low)
        radius = math.sqrt(c - 2 * n * math.sin(math.radians(latitude))) / n
        around = math.remainder(longitude, 360)  # Alaska reaches over the date line
        return radius * math.sin(n * math.radians(around)), math.sqrt(c) / n - radius * math.cos(n * math.radians(around))


def _moved(right: float, down: float) -> tuple[float, float]:
    return MIDDLE[0] + right * SCALE, MIDDLE[1] + down * SCALE


MAINLAND = Cone((29.5, 45.5), 96, (-0.6, 38.7), SCALE, MIDDLE)
ALASKA = Cone((55, 65), 154, (-2, 58.5), SCALE * 0.35, _moved(-0.307, 0.201))
HAWAII = Cone((8, 18), 157, (-3, 19.9), SCALE, _moved(-0.205, 0.212))
CONES = {"AK": ALASKA, "HI": HAWAII}
NOT_ON_IT = frozenset({"AS", "GU", "MP", "PR", "VI", "UM"})


def project(state: str, latitude: float, longitude: float) -> tuple[float, float] | None:
    """(x, y) on the map, None for a territory, which the map does not have."""
    return None if state in NOT_ON_IT else CONES.get(state, MAINLAND).at(latitude, longitude)
