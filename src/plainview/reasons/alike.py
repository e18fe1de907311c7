"""Texts that differ only in the figures of a case number are one text to every rule: all of them are made equal at once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

ZERO, FIVE, NINE, DASH, DOT = b"059-."[0], b"059-."[1], b"059-."[2], b"059-."[3], b"059-."[4]
LONG, AFTER_YEAR, AFTER_FULL_YEAR = 7, 5, 3  # figures that make a case number: alone, after "25-", after "2025-"


def alike_texts(texts: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """The texts with each figure of a case number as 5, and whether a text holds any figure. Null stays null.

    Case numbers are runs of seven figures and more, of five and more after two figures and a dash, and of three and more
    after a year of this century and a dash where the text ends with them. Others may be code sections and stay.
    """
    filled = pc.fill_null(texts, "").cast(pa.large_string())
    _, offsets_buffer, data_buffer = filled.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int64)[filled.offset : filled.offset + len(filled) + 1]
    if data_buffer is None or offsets[-1] == offsets[0]:
        return texts, np.zeros(len(texts), dtype=bool)
    data = np.frombuffer(data_buffer, dtype=np.uint8)[offsets[0] : offsets[-1]].copy()
    offsets = offsets - offsets[0]
    figures = (data >= ZERO) & (data <= NINE)
    starts, ends = _runs(figures, offsets)
    text = np.searchsorted(offsets, starts, side="right") - 1  # which text a run stands in
    marked = _is_case_number(data, figures, starts, ends, offsets[text], offsets[text + 1])
    lengths = (ends - starts)[marked]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    data[np.repeat(starts[marked], lengths) + within] = FIVE
    has_figure = np.zeros(len(texts), dtype=bool)
    has_figure[text] = True
    alike = pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer(data))
    made = pc.if_else(pc.is_null(texts), pa.scalar(None, pa.string()), alike.cast(pa.string()))
    return made, has_figure


def _runs(figures: NDArray[np.bool_], offsets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of figures starts and ends (exclusive); no run goes on from one text into the next."""
    begins = np.zeros(len(figures) + 1, dtype=bool)
    begins[offsets] = True
    before = np.concatenate(([False], figures[:-1]))
    after = np.concatenate((figures[1:], [False]))
    starts = np.flatnonzero(figures & (~before | begins[:-1]))
    ends = np.flatnonzero(figures & (~after | begins[1:])) + 1
    return starts, ends


def _is_case_number(
    data: NDArray[np.uint8],
    figures: NDArray[np.bool_],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    text_starts: NDArray[np.int64],
    text_ends: NDArray[np.int64],
) -> NDArray[np.bool_]:
    length, room = ends - starts, starts - text_starts

    def sign(back: int) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = np.where(room >= back, data[np.maximum(starts - back, 0)], 0)
        return found

    def is_figure(back: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (room >= back) & figures[np.maximum(starts - back, 0)]
        return found

    dashed = (sign(1) == DASH) & is_figure(2) & is_figure(3)
    year = dashed & (sign(4) == ZERO) & (sign(5) == ord("2")) & ~is_figure(6) & (sign(6) != DOT)
    found: NDArray[np.bool_] = (length >= LONG) | (dashed & (length >= AFTER_YEAR))
    found |= year & (length >= AFTER_FULL_YEAR) & (ends == text_ends)
    return found
