"""How well reasons are read: on real strings, on made-up ones weighted to what is rare and tricky, and beside keyword lists.

python eval/reasons.py [--errors] [--write]

--errors: every string that is read otherwise than labelled (never of the sets that are kept to be looked at once).
--write: keep the figures in src/plainview/reasons/measured.json, which the method page shows, and in docs/method.md.
The real strings stay where they are (PLAINVIEW_DATA); the labels of the blind ones are kept here under hashes of their text.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "reasons"
sys.path.insert(0, str(HERE))
import scoring  # noqa: E402
from scoring import Labelled  # noqa: E402

from plainview.reasons import model  # noqa: E402

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[2] / "shared" / "data"))
SENSITIVE = ("immigration", "protest_speech", "reproductive_care", "profiling", "personal")
KEYWORDS = ("dhs", "homeland", "border patrol", "cbp", "ice", "immigration")
MEASURED = Path(model.__file__).with_name("measured.json")
METHOD = Path(__file__).parents[1] / "docs" / "method.md"
MARKS = ("<!-- reasons:measured -->", "<!-- /reasons:measured -->")
# (name, file, what it is). `developed`: rules were written while looking at it, so that every figure of it is optimistic.
SETS = (
    ("real, developed on", DATA / "reasons" / "labelled_dev.tsv", True),
    ("made up, developed on", DATA / "reasons" / "authored_dev.tsv", True),
    ("sensitive, developed on", HERE / "development_sensitive.tsv", True),
    ("sensitive, held out at first, then developed on", HERE / "held_out_first.tsv", True),
    ("sensitive, held out a second time, then developed on", HERE / "held_out_second.tsv", True),
    ("sensitive, held out", HERE / "held_out_sensitive.tsv", False),
)


def blind() -> dict[str, list[Labelled]]:
    """Real strings labelled by two language models apart, without knowing the rules: the half that was not looked at since."""
    source, kept = DATA / "reasons_dev.tsv", HERE / "blind_labels.tsv"
    if not source.exists():
        return {}
    with source.open(newline="", encoding="utf-8") as lines:
        typed = {
            scoring.norm(row["value"]): row["value"] for row in csv.DictReader(lines, delimiter="\t") if row["field"] == "reason"
        }
    with kept.open(newline="", encoding="utf-8") as lines:
        rows = {(row["key"], row["labeller"]): row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == "unseen"}
    found: dict[str, list[Labelled]] = {"A": [], "B": []}
    for text in sorted(typed.values()):
        for state in ("CA", "OR", "FL"):
            for who, items in found.items():
                row = rows.get((scoring.key_of(text, state), who))
                if row:
                    items.append(scoring.labelled(row, text, state))
    return found


def whole(name: str, items: list[Labelled], is_developed: bool) -> dict[str, Any]:
    """Marks and purposes of one set, with intervals; how often nothing was read."""
    figures: dict[str, Any] = {"name": name, "n": len(items), "is_developed": is_developed}
    for kind, pairs in (
        ("marks", [scoring.counts(set(item.reading.marks), item.marks) for item in items]),
        ("purposes", [scoring.counts(set(item.found), item.purposes) for item in items]),
    ):
        precision, recall, value = scoring.f1(pairs)
        low, high = scoring.f1_interval(pairs)
        figures[kind] = {"precision": precision, "recall": recall, "f1": value, "low": low, "high": high}
    figures["macro"], figures["n_macro"], figures["each"] = scoring.macro(items)
    unknown = [item for item in items if not item.found and "no rule knows" in item.reading.made_by]
    figures["abstained"] = scoring.share(len(unknown), len(items))
    figures["same_certainty"] = scoring.share(
        sum(item.surest == item.certainty for item in items if item.found and item.purposes),
        sum(bool(item.found and item.purposes) for item in items),
    )
    return figures


def calibration(items: list[Labelled]) -> list[dict[str, Any]]:
    """Of the purposes read with one certainty (and by the model), how many are right."""
    rows = []
    for name in ("certain", "probable", "ambiguous", "model"):
        read = [(purpose, item) for item in items for purpose in item.reading.purposes
                if (purpose.made_by.startswith("model") if name == "model" else purpose.certainty == name)]  # fmt: skip
        rows.append({"given": name, **scoring.share(sum(purpose.id in item.purposes for purpose, item in read), len(read))})
    return rows


def keywords(items: list[Labelled], as_words: bool) -> dict[str, Any]:
    """What the keyword lists that reporters use would take for immigration."""

    def says(text: str) -> bool:
        low = text.lower()
        padded = " " + "".join(ch if ch.isalnum() else " " for ch in low) + " "
        return any(f" {word} " in padded if as_words else word in low for word in KEYWORDS)

    said = [item for item in items if says(item.reason)]
    stating = [item for item in items if "immigration" in item.purposes]
    return {
        "as_words": as_words,
        "right": scoring.share(sum("immigration" in item.purposes for item in said), len(said)),
        "found": scoring.share(sum(says(item.reason) for item in stating), len(stating)),
    }


def ours(items: list[Labelled], certain: bool) -> dict[str, Any]:
    said = [item for item in items if item.found.get("immigration") == "certain" or (not certain and "immigration" in item.found)]
    stating = [item for item in items if "immigration" in item.purposes]
    return {
        "right": scoring.share(sum("immigration" in item.purposes for item in said), len(said)),
        "found": scoring.share(sum(item in said for item in stating), len(stating)),
    }


def main(args: list[str]) -> int:
    told: dict[str, Any] = {"sets": [], "sensitive": [], "keywords": []}
    sets = {name: (scoring.read_set(path), developed) for name, path, developed in SETS if path.exists()}
    for name, path, _ in SETS:
        if name not in sets:
            print(f"{name}: {path.name} is not here, skipped")
    unseen = blind()
    for who, items in unseen.items():
        sets[f"real, blind, labeller {who}"] = items, False
    for name, (items, developed) in sets.items():
        told["sets"].append(whole(name, items, developed))
    if unseen:
        between = [
            (scoring.counts(a.purposes, b.purposes), scoring.counts(a.marks, b.marks))
            for a, b in zip(*unseen.values(), strict=True)
        ]
        told["agreement"] = {
            "n": len(between),
            "purposes": scoring.f1([a for a, _ in between])[2],
            "marks": scoring.f1([b for _, b in between])[2],
        }
    for name, (items, developed) in sets.items():
        if name.startswith("sensitive"):
            told["sensitive"] += [
                {"set": name, "is_developed": developed, "purpose": p, **scoring.sensitive(items, p)} for p in SENSITIVE
            ]
    for name, (items, _) in sets.items():
        if any("immigration" in item.purposes for item in items):
            lists = [{"how": "substrings" if not w else "words", **keywords(items, w)} for w in (False, True)]
            mine = [{"how": "plainview, certain", **ours(items, True)}, {"how": "plainview, any", **ours(items, False)}]
            told["keywords"].append({"set": name, "rows": lists + mine})
    held = [item for name, (items, developed) in sets.items() if not developed and not name.endswith("B") for item in items]
    told["certainty"] = calibration(held or [item for items, _ in sets.values() for item in items])
    told["model"] = json.loads((HERE / "calibration.json").read_text(encoding="utf-8"))
    _tell(told)
    if "--errors" in args:
        _tell_errors({name: items for name, (items, developed) in sets.items() if developed})
    if "--write" in args:
        MEASURED.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        before, _, rest = METHOD.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        METHOD.write_text("\n".join((before + MARKS[0], *_table(told), MARKS[1])) + after, encoding="utf-8")
    return 0


def _tell(told: dict[str, Any]) -> None:
    for one in told["sets"]:
        print(
            f"\n{one['name']}: n = {one['n']} distinct strings"
            + (" (rules were written while looking at these)" if one["is_developed"] else "")
        )
        for kind in ("marks", "purposes"):
            f = one[kind]
            told_of = f"micro precision {f['precision']:.4f}  recall {f['recall']:.4f}  F1 {f['f1']:.4f}"
            print(f"  {kind:9} {told_of}  (95 % {f['low']:.4f} to {f['high']:.4f})")
        print(f"  purposes  macro F1 {one['macro']:.4f} over {one['n_macro']} purposes with 20 strings and more")
        print(f"  abstained {_share(one['abstained'])}; certainty as labelled {_share(one['same_certainty'])}")
    if "agreement" in told:
        a = told["agreement"]
        print(f"\ntwo labellers on {a['n']} of these: purposes F1 {a['purposes']:.4f}, marks F1 {a['marks']:.4f}")
    for row in told["sensitive"]:
        print(f"{row['set']:24} {row['purpose']:18} certain right {_share(row['certain_right'])}; found {_share(row['found'])}; "
              f"read where it is not {_share(row['falsely_read'])}")  # fmt: skip
    for one in told["keywords"]:
        for row in one["rows"]:
            print(f"immigration, {one['set']:24} {row['how']:20} right {_share(row['right'])}; found {_share(row['found'])}")
    print("\nhow often a reading was right, by how sure it was said to be (sets that no rule was written on):")
    for row in told["certainty"]:
        print(f"  {row['given']:10} {_share(row)}")
    print("the model, on strings of other folds in which no rule finds a purpose:")
    for row in told["model"]["bins"]:
        print(f"  given {row['low']:.0%} to {row['high']:.0%}: {row['right']} of {row['n']} right")


def _table(told: dict[str, Any]) -> Iterator[str]:
    """The figures as tables for the method's document."""
    yield from (
        "",
        "| strings | size | purposes, micro F1 | marks, micro F1 | macro F1 (purposes with 20 and more) | nothing known of |",
    )
    yield "|---|---|---|---|---|---|"
    for one in told["sets"]:
        f1s = [f"{one[kind]['f1']:.3f} ({one[kind]['low']:.3f} to {one[kind]['high']:.3f})" for kind in ("purposes", "marks")]
        macro = f"{one['macro']:.3f} over {one['n_macro']}" if one["n_macro"] else "-"
        yield f"| {one['name']} | {one['n']} | {' | '.join(f1s)} | {macro} | {one['abstained']['share']:.1%} |"
    if "agreement" in told:
        both = told["agreement"]
        yield f"| the two labellers with each other | {both['n']} | {both['purposes']:.3f} | {both['marks']:.3f} | - | - |"
    yield from (
        "",
        "| sensitive purpose, strings | `certain` that were right | found at all | read where nobody labelled it |",
        "|---|---|---|---|",
    )
    for row in told["sensitive"]:
        shares = " | ".join(_share(row[name]) for name in ("certain_right", "found", "falsely_read"))
        yield f"| {row['purpose']}, {row['set']} | {shares} |"
    yield from ("", "| immigration, way | right of what it takes | found of what states it |", "|---|---|---|")
    for one in told["keywords"]:
        for row in one["rows"]:
            yield f"| {row['how']}: {one['set']} | {_share(row['right'])} | {_share(row['found'])} |"
    yield from ("", "| said to be, in strings that no rule was written on | right |", "|---|---|")
    for row in told["certainty"]:
        yield f"| {row['given']} | {_share(row)} |"
    yield ""


def _share(found: dict[str, Any]) -> str:
    return f"{found['hits']} of {found['n']} = {found['share']:.1%} ({found['low']:.1%} to {found['high']:.1%})"


def _tell_errors(sets: dict[str, list[Labelled]]) -> None:
    for name, items in sets.items():
        for item in items:
            if set(item.found) != item.purposes or set(item.reading.marks) != item.marks:
                print(f"{name}: {item.reason!r} ({item.state}): purposes {sorted(item.found)} should be {sorted(item.purposes)}; "
                      f"marks {sorted(item.reading.marks)} should be {sorted(item.marks)} <- {item.reading.made_by}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
