"""How well reasons are read, as eval/reasons.py measured it when this version was made (reasons/measured.json), in words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from plainview import charts
from plainview.pages._case import word
from plainview.pages._linking import share
from plainview.pages._rows import Row

MEASURED = Path(__file__).parent.parent / "reasons" / "measured.json"
FEWEST = 10  # readings of one tenth of probability that a dot needs
# What the sets are, by the beginning of their name.
_SETS = {
    "real, developed": "Real reasons, on which the rules were written",
    "made up, developed": "Made-up reasons, on which the rules were written",
    "sensitive, developed": "Made-up reasons about sensitive purposes, on which the rules were written",
    "sensitive, held out at first": "The first such set: written without knowing the rules, read once, and then developed on",
    "sensitive, held out a second": "The second such set, likewise developed on since",
    "sensitive, held out": "Made-up reasons about sensitive purposes, written without knowing the rules, and read once",
    "real, blind": "Real reasons, labelled without knowing the rules, and not looked at",
}
_GIVEN = {
    "certain": "certain",
    "probable": "probable",
    "ambiguous": "ambiguous",
    "model": "proposed by the statistical model",
}


@cache
def measured() -> dict[str, Any]:
    """The figures as they were measured; {} where none were kept."""
    found: dict[str, Any] = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    return found


def reading() -> Row:
    """Tables and the drawing of the section: sets, sensitive, keywords, certainty and calibration; empty where not measured."""
    found = measured()
    return {
        "sets": [_set(one) for one in found.get("sets", [])],
        "agreement": {name: share(found["agreement"][name]) for name in ("purposes", "marks")} if "agreement" in found else None,
        "sensitive": [_sensitive(row) for row in found.get("sensitive", []) if not row["is_developed"]],
        "keywords": [
            {"how": row["how"], "right": _told(row["right"]), "found": _told(row["found"])}
            for one in found.get("keywords", [])
            if one["set"] == "sensitive, held out"
            for row in one["rows"]
        ],
        "certainty": [{"given": _GIVEN[row["given"]], **_told(row)} for row in found.get("certainty", []) if row["n"]],
        "calibration": _calibration(found["model"]) if "model" in found else None,
    }


def _set(one: Row) -> Row:
    title = next((title for name, title in _SETS.items() if one["name"].startswith(name)), one["name"])
    who = one["name"].rpartition("labeller ")[2] if "labeller" in one["name"] else ""
    spans = {kind: f"{share(one[kind]['low'])} to {share(one[kind]['high'], up=True)}" for kind in ("marks", "purposes")}
    return {
        "title": f"{title} ({who})" if who else title, "n": one["n"], "is_developed": one["is_developed"],
        "marks": share(one["marks"]["f1"]), "marks_interval": spans["marks"],
        "purposes": share(one["purposes"]["f1"]), "purposes_interval": spans["purposes"],
        "abstained": _told(one["abstained"]),
    }  # fmt: skip


def _sensitive(row: Row) -> Row:
    told = {name: _told(row[name]) for name in ("certain_right", "found", "falsely_read")}
    return {"title": word("purposes", row["purpose"]), **told}


def _told(found: Row) -> Row:
    """A share as counts with its exact interval."""
    span = f"{share(found['low'])} to {share(found['high'], up=True)}" if found["n"] else ""
    return {"hits": found["hits"], "n": found["n"], "share": share(found["share"]) if found["n"] else "–", "interval": span}


def _calibration(found: Row) -> Row:
    bins = [one for one in found["bins"] if one["n"] >= FEWEST]
    dots = [((one["low"] + one["high"]) / 2, one["right"] / one["n"]) for one in bins]
    said = "; ".join(f"given {one['low']:.0%} to {one['high']:.0%}, {one['right']} of {one['n']} were right" for one in bins)
    return {
        "n": found["strings"],
        "threshold": share(found["threshold"]),
        "rows": [{"given": f"{one['low']:.0%} to {one['high']:.0%}", "right": one["right"], "n": one["n"]} for one in bins],
        "chart": charts.calibration(
            dots, ident="calibration", title="How often a proposal of the model was right, by the probability it gave", desc=said
        ),
    }
