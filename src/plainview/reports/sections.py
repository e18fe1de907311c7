"""One section: the rows of its SQL file, split into figures. A figure is a number and the file that holds so many rows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pyarrow as pa

from plainview import redact, wording
from plainview.reports.rowfiles import RowFiles, cell, safe
from plainview.reports.template import section_words
from plainview.store import Store

FRAME = ("part", "item", "label", "measure", "is_row")
SHOWN = 100  # rows of a section that stand on the page itself
_Key = tuple[str, str, str]  # part, item, measure: the SQL gives the rows of one figure together


def build(store: Store, section: str, files: RowFiles) -> dict[str, Any]:
    """A section's figures, each with its file of rows, which is written on the way.

    Returns:
        id, title, words, is_empty, empty (the words where there is nothing), measures (id and title), parts: id, title, rows, and
        listed. A row: id, title, words ("" but for purposes), cells by measure: n and url (its file).
    """
    words = section_words()[section]
    table = store.arrow(f"report/{section}")
    columns = [name for name in table.column_names if name not in FRAME]
    figures: dict[_Key, dict[str, Any]] = {}
    labels: dict[tuple[str, str], str] = {}
    listed: dict[str, dict[str, Any]] = {}
    wanted = [(columns.index(name), name) for name in words.get("listed", {})]
    out: Any = None
    for batch in table.to_batches(50_000):
        frame = list(zip(*(batch.column(batch.schema.get_field_index(name)).to_pylist() for name in FRAME), strict=True))
        shown, written = _fitted(batch, columns, section, files)
        start = 0
        for (part, item, label, measure, is_row), run in groupby(frame):
            key, end = (part, item, measure), start + sum(1 for _ in run)
            if key not in figures:
                name = files.name(section, part, item, "" if measure == "n" else measure)
                figures[key] = {"n": 0, "url": f"{files.folder.name}/{name}"}
                labels.setdefault((part, item), redact.name(label))
                out = files.begin(name, columns)
            if is_row:
                out.writerows(zip(*(column[start:end] for column in written), strict=True))
                figures[key]["n"] += end - start
                if wanted and measure == "n" and item in words.get("listed_items", [item]):
                    kept = listed.setdefault(part, {"rows": [], "n_more": 0})
                    last = min(end, start + SHOWN - len(kept["rows"]))
                    title = _title(words, item, "")
                    kept["rows"] += [
                        {"item": title, **{name: shown[at][row] for at, name in wanted}} for row in range(start, last)
                    ]
                    kept["n_more"] += end - max(last, start)
            start = end
    files.end()
    return _told(section, words, figures, labels, listed)


def _fitted(batch: pa.RecordBatch, columns: list[str], section: str, files: RowFiles) -> tuple[list[list[Any]], list[list[Any]]]:
    """The columns of a batch as they may be shown, and as they are written; each distinct value is made fit and scanned once."""
    shown, written = [], []
    for name in columns:
        values = batch.column(batch.schema.get_field_index(name)).to_pylist()
        made = {value: cell(value, name) for value in dict.fromkeys(values)}
        files.scan(section, name, made.values())
        put = {value: safe(fit) for value, fit in made.items()}
        shown.append([made[value] for value in values])
        written.append([put[value] for value in values])
    return shown, written


def _told(
    section: str,
    words: Mapping[str, Any],
    figures: Mapping[_Key, dict[str, Any]],
    labels: Mapping[tuple[str, str], str],
    listed: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    measures = _ordered({measure: 0 for _, _, measure in figures}, words.get("measures", {}))
    parts = []
    for part in _ordered({part: 0 for part, _, _ in figures}, words.get("parts", {})):
        sizes = {
            item: -sum(one["n"] for (p, i, _), one in figures.items() if (p, i) == (part, item))
            for p, item, _ in figures
            if p == part
        }
        sizes = dict.fromkeys(sizes, 0) if words.get("order") == "id" else sizes
        rows = [
            {
                "id": _plain(item, at),
                "title": _title(words, item, labels[part, item]),
                "words": _three(figures, part, item),
                "cells": {measure: figures[part, item, measure] for measure in measures if (part, item, measure) in figures},
            }
            for at, item in enumerate(_ordered(sizes, words.get("items", {})), 1)
        ]
        title = str(words.get("parts", {}).get(part, redact.printed(part)))
        parts.append({"id": redact.printed(part), "title": title, "rows": rows, "listed": _flat(listed.get(part), words)})
    return {
        "id": section,
        "title": words["title"],
        "words": words["words"],
        "heads": [words.get("item", "")],
        "measures": [{"id": one, "title": str(words.get("measures", {}).get(one, one.replace("_", " ")))} for one in measures],
        "is_empty": not figures,
        "empty": words.get("empty", ""),
        "parts": parts,
        "lines": [],
    }  # fmt: skip


def _flat(found: Mapping[str, Any] | None, words: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rows that stand on the page, with the columns in which any of them holds something."""
    if not found:
        return None
    columns = [
        {"id": name, "title": title} for name, title in words["listed"].items() if any(row[name] != "" for row in found["rows"])
    ]
    return {"columns": columns, **found}


def _ordered(found: Mapping[str, int], first: Mapping[str, str]) -> list[str]:
    """Ids in the order of the words; those without words after them, the largest first."""
    order = list(first)
    return sorted(found, key=lambda one: (order.index(one) if one in order else len(order), found[one], one))


def _title(words: Mapping[str, Any], item: str, label: str) -> str:
    named = words.get("items", {}).get(item) or words.get("titles", {}).get(item)
    return label or str(named or redact.name(item.replace("_", " ")))


def _plain(item: str, number: int) -> str:
    """An item's id, or a number for one that could hold a plate."""
    return f"item-{number}" if redact.check_data({"id": item}) else item


def _three(figures: Mapping[_Key, dict[str, Any]], part: str, item: str) -> str:
    """The three figures of a purpose in one phrase; "" for anything else."""
    possible = figures.get((part, item, "possible"))
    if possible is None:
        return ""
    certain = figures.get((part, item, "certain"), {"n": 0})["n"]
    unreadable, total = (figures[part, one, "n"]["n"] for one in ("unreadable", "all"))
    return wording.figures(certain, possible["n"], unreadable, total)
