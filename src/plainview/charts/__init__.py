"""Server-side charts: pure functions from numbers to SVG markup. Classes carry the style, title and desc speak to readers."""

from plainview.charts.frame import LEFT, RIGHT, TOP, WIDTH, number, runs, svg, ticks
from plainview.charts.grids import bounds, heat, matrix, shade, shades_told
from plainview.charts.multiples import Panel, multiples, strips
from plainview.charts.picture import checked, name_of, standalone
from plainview.charts.series import Bar, bars, calibration, line
from plainview.charts.small import days, figures, meter

__all__ = [
    "LEFT",
    "RIGHT",
    "TOP",
    "WIDTH",
    "Bar",
    "Panel",
    "bars",
    "bounds",
    "calibration",
    "checked",
    "days",
    "figures",
    "heat",
    "line",
    "matrix",
    "meter",
    "multiples",
    "name_of",
    "number",
    "runs",
    "shade",
    "shades_told",
    "standalone",
    "strips",
    "svg",
    "ticks",
]
