"""Messy CSV in the manner of the Pollock benchmark (VLDB 2023): plainview's reader beside others, on made-up tables.

Two figures for each reader. Pollock's score: 10 points a file for success and for precision, recall and F1 of header,
records and cells; a reader that gives damaged rows gets points for their cells. And what a person who cites a record needs
to know: files refused, files with rows that are wrong and not named, files with rows that are gone and not named.

The tables to develop on (--table dev to dev4: looked at) and those of the reported figures (--table report) have other
seeds and columns.
Run with python -P, so that nothing here shadows a module of the standard library.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "messy"))

import drafts
import loaders
import pollute
import scoring

TABLES = {
    "dev": {"log": drafts.log(11, "long"), "any": drafts.plain(12, "tools")},
    "dev2": {"log": drafts.log(7001, "short"), "any": drafts.plain(7002, "loans")},
    "dev3": {"log": drafts.log(90210, "mixed"), "any": drafts.plain(90211, "stops")},
    "dev4": {"log": drafts.log(424_242, "mixed"), "any": drafts.plain(424_243, "stops")},
    "report": {"log": drafts.log(808_017, "late"), "any": drafts.plain(808_018, "beds")},
}
SEEDS = {"dev": 5, "dev2": 6005, "dev3": 31337, "dev4": 271_828, "report": 161_803}
# How many of 3,712 surveyed files show a pollution (the benchmark's own weights); every other kind weighs 1.
WEIGHTS = {
    "no last line end": 184, "no header": 470, "header repeated": 94, "preamble": 282, "several tables": 188, "header only": 3,
    "one row": 4, "no bytes": 15, "record end '\\n'": 1691, "record end '\\r'": 7, "delimiter ';'": 834, "delimiter '\\t'": 4,
    "delimiter ' '": 4, "delimiter ', '": 101, "quote ' escape doubled": 11, "row: delimiter less": 260,
    "row: delimiter more": 260, "row: quote more": 10, "two last line ends": 5,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", choices=sorted(TABLES), default="report")
    parser.add_argument("--only", default="", help="part of a reader's name")
    parser.add_argument("--kind", default="", help="part of a kind of pollution")
    parser.add_argument("--every", type=int, default=1, help="of the files with one polluted row, take every so manieth")
    parser.add_argument("--show", action="store_true", help="list the kinds in which plainview lost points or rows")
    options = parser.parse_args()
    os.nice(19)
    report: dict[str, object] = {}
    for name, table in TABLES[options.table].items():
        cases = [one for one in pollute.all_cases(table, SEEDS[options.table]) if options.kind in one.kind]
        cases = [one for at, one in enumerate(cases) if at % options.every == 0 or not one.kind.startswith("row:")]
        ours = {loaders.PLAINVIEW: loaders.plainview_log if name == "log" else loaders.plainview_any}
        if name == "log":
            ours[loaders.TOLD] = loaders.plainview_told
        readers = {**ours, **loaders.OTHERS}
        what = "a search log, layout known" if name == "log" else "a table of another kind, no layout"
        print(f"\n{what}: {len(cases)} files\n")
        print(f"{'reader':52}{'score':>8}{'weighted':>10}{'refused':>9}{'wrong':>7}{'lost':>6}   rows wrong, lost")
        for reader, load in readers.items():
            if options.only not in reader:
                continue
            scores = _run(cases, load)
            report[f"{name}: {reader}"] = _print(reader, scores)
            if options.show:
                _show(scores, cases)
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    (out / f"messy_csv_{options.table}.json").write_text(json.dumps(report, indent=1), encoding="utf-8")


def _run(cases: list[drafts.Case], load: object) -> list[scoring.Score]:
    scores = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        for one in cases:
            path.write_bytes(one.data)
            try:
                loaded = load(path, one)  # type: ignore[operator]
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a panic of Polars is no Exception
                if isinstance(error, AssertionError | AttributeError | NameError):
                    raise
                scores.append(scoring.refused(one))
                continue
            scores.append(scoring.score(one, loaded))
    return scores


def _print(reader: str, scores: list[scoring.Score]) -> dict[str, float]:
    of_kind = defaultdict(list)
    for one in scores:
        of_kind[one.kind].append(one.points)
    weights = {kind: WEIGHTS.get(kind, 1) for kind in of_kind}
    told = {
        "simple": sum(one.points for one in scores) / len(scores),
        "weighted": sum(weights[kind] * sum(points) / len(points) for kind, points in of_kind.items()) / sum(weights.values()),
        "refused": sum(one.refused for one in scores),
        "wrong_files": sum(one.wrong > 0 for one in scores),
        "lost_files": sum(one.lost > 0 for one in scores),
        "wrong_rows": sum(one.wrong for one in scores),
        "lost_rows": sum(one.lost for one in scores),
    }
    print(
        f"{reader:52}{told['simple']:8.3f}{told['weighted']:10.3f}{told['refused']:9}{told['wrong_files']:7}{told['lost_files']:6}"
        f"   {told['wrong_rows']}, {told['lost_rows']}", flush=True,
    )  # fmt: skip
    return told


def _show(scores: list[scoring.Score], cases: list[drafts.Case]) -> None:
    missing: Counter[str] = Counter()
    for one in scores:
        missing[one.kind] += scoring.MEASURES - one.points  # type: ignore[assignment]
    for kind, points in missing.most_common(14):
        print(f"    {points:8.2f} points lost by {sum(one.kind == kind for one in scores)} files of: {kind}")
    for one, case in zip(scores, cases, strict=True):
        if one.wrong or one.lost or one.refused:
            counts = f"wrong {one.wrong}, lost {one.lost}, refused {one.refused}"
            print(f"    {case.kind}, {case.name}: {counts}, {str(one.wrong_cells)[:250]}")


if __name__ == "__main__":
    main()
