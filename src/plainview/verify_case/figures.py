"""How sure a share is that was counted on a sample."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054


def interval(agree: int, compared: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) where nothing was compared. Both ends lie within 0 and 1."""
    if not compared:
        return 0.0, 1.0
    share, weight = agree / compared, Z95**2 / compared
    centre = (share + weight / 2) / (1 + weight)
    half = Z95 * sqrt(share * (1 - share) / compared + weight / (4 * compared)) / (1 + weight)
    low = 0.0 if agree == 0 else max(0.0, centre - half)
    high = 1.0 if agree == compared else min(1.0, centre + half)
    return low, high
