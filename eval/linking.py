"""Holds what the journey links against the truth of a made-up network, and against keys of exact spelling, in the same run.

Run: python eval/linking.py [--searches N --custodians N --agencies N --seed S] [--case DIR] [--json]
DIR holds the network (`net`) and the case (`case`); both are kept and used again. Without it they are made in a passing folder.

An entry is *linked* when its search has another entry that names it. Which one names it is a matter of order only, so an entry
with a vendor id is preferred. The link is right if both are truly records of one search. Precision: right links of all links.
Recall: right links of those that could be made: for each true search one less than its entries. Of entries without an id, all
can be linked where another entry of the search carries one, else one less than there are.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from plainview import journey
from plainview.case import locked, open_case
from plainview.intake import Facts
from plainview.simulate import linking_network
from plainview.store import Store

DAY = date(2026, 3, 1)
SQL = Path(__file__).parent / "linking"
Row = dict[str, Any]


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, right / total
    middle, spread = share + z * z / (2 * total), z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (middle - spread) / (1 + z * z / total)), min(1.0, (middle + spread) / (1 + z * z / total))


def share(right: int, total: int) -> Row:
    low, high = wilson(right, total)
    return {"right": int(right), "of": int(total), "share": right / total if total else None, "low": low, "high": high}


def ask(tables: Store, name: str, **words: object) -> list[Row]:
    """The rows of eval/linking/<name>.sql; its {words} are put in."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    return rows(tables, text.format(**words) if words else text)


def rows(tables: Store, text: str) -> list[Row]:
    found = tables.db.execute(text)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def has(tables: Store, name: str) -> bool:
    return bool(rows(tables, f"select 1 from information_schema.tables where table_name = '{name}'"))


def score(tables: Store, found: str) -> Row:
    """Precision and recall of one way to link; `found` is a table (n, found)."""
    ask(tables, "meet", found=found)
    (one,) = ask(tables, "score")
    n = {name: int(value or 0) for name, value in one.items()}
    return {
        "searches_true": n["searches"], "searches_found": n["found"], "split": n["split"], "merged": n["merged"],
        "precision": share(n["right_links"], n["right_links"] + n["wrong_links"]),
        "recall": share(n["right_links"], n["links"]),
        "precision_without_id": share(n["right_bare"], n["right_bare"] + n["wrong_bare"]),
        "recall_without_id": share(n["right_bare"], n["bare_links"]),
    }  # fmt: skip


def own(tables: Store, truth: Path) -> Row:
    """Own searches of custodians with an organization audit: in their network log too, or not, as found and in truth."""
    counted = "select count(*) as own, count(*) filter (in_network) as in_both, count(*) filter (not in_network) as missing"
    (true,) = rows(tables, f"{counted} from '{truth}/own.parquet'")
    (found,) = ask(tables, "own_found")
    (missing,) = ask(tables, "own_missing", truth=truth)
    columns = "n_organization n_both n_close_organization n_only_organization n_close_network n_only_network".split()
    summed = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in columns)
    table = rows(tables, f"select {summed} from own_searches") if has(tables, "own_searches") else []
    return {"truth": true, "found": found, **missing, "own_searches": table}


def agencies(tables: Store, truth: Path) -> Row:
    """False merges, missed merges and the confusion of kinds, over the spellings printed in logs."""
    ask(tables, "spelled", truth=truth)
    (one,) = ask(tables, "agencies")
    kinds = "select true_kind, coalesce(kind, 'none') as kind, count(*) as spellings from spelled group by all order by 1, 3 desc"
    examples = {"merged_examples": ask(tables, "merged"), "apart_examples": ask(tables, "apart")}
    return {**one, "kinds": rows(tables, kinds), **examples}


def told_by_build(tables: Store, ours: Row) -> Row:
    """The build's own figures (ids hidden in some logs) beside the truth of entries without ids, and the difference in points."""
    measured = rows(tables, "select * from link_errors order by tier") if has(tables, "link_errors") else []
    for row in measured:
        for name in ("precision", "recall"):
            true = ours[f"{name}_without_id"]["share"]
            if row["tier"] == "all" and row[name] is not None and true is not None:
                row[f"{name}_true"], row[f"{name}_off_by_points"] = true, round(100 * (row[name] - true), 4)
    return {"rows": measured}


def made(folder: Path, args: argparse.Namespace) -> tuple[Path, float]:
    """The network in a folder, made where it is not there; seconds it took."""
    started = time.monotonic()
    if not (folder / "net" / "truth" / "shares.parquet").exists():
        linking_network(folder / "net", args.searches, args.agencies, args.seed, args.custodians)
    return folder / "net", time.monotonic() - started


def built(folder: Path, network: Path) -> tuple[Path, float]:
    """The generation of the network's records; seconds it took."""
    started = time.monotonic()
    case = open_case(folder / "case", DAY)

    def tell(what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what} {done}/{total}   ", end="", file=sys.stderr)

    with locked(case):
        run = journey.take_in(case, [network / "records"], Facts(DAY), None, tell)
        generation = journey.build(case, run.fingerprint, tell)
    return generation, time.monotonic() - started


def sizes(tables: Store, truth: Path) -> list[int]:
    names = ("searches", "custodians", "agencies")
    return [rows(tables, f"select count(*) as n from '{truth}/{name}.parquet'")[0]["n"] for name in names]


def measure(folder: Path, args: argparse.Namespace) -> Row:
    network, seconds_made = made(folder, args)
    generation, seconds_built = built(folder, network)
    tables = Store(generation, folder / "case" / "measuring")
    truth = network / "truth"
    try:
        ask(tables, "judged", truth=truth)
        ask(tables, "ours")
        ask(tables, "exact")
        (counts,) = ask(tables, "counts")
        exact = score(tables, "exact")
        ours = score(tables, "ours")
        tiers = ask(tables, "tiers")
        return {
            "network": dict(zip(("searches", "custodians", "agencies"), sizes(tables, truth), strict=True)),
            "seconds": {"simulate": round(seconds_made, 1), "take_in_and_build": round(seconds_built, 1)},
            **{name: int(value) for name, value in counts.items()}, "linked": ours, "tiers": tiers,
            "ambiguous": ask(tables, "ambiguous", truth=truth), "missing_columns": ask(tables, "missing"),
            "exact_spelling": exact,
            "retyping": ask(tables, "retyping", truth=truth), "wrong_kinds_of_files": ask(tables, "files", truth=truth),
            "measured_by_build": told_by_build(tables, ours), "own": own(tables, truth),
            "agencies": agencies(tables, truth),
        }  # fmt: skip
    finally:
        tables.close()


def told(row: Row) -> str:
    whole = {name: f"{value:,}" if type(value) is int else str(value) for name, value in row.items()}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in whole.items())


def shown(found: Row) -> None:
    def line(name: str, one: Row) -> None:
        value = "none" if one["share"] is None else f"{one['share']:.4%}  (95 %: {one['low']:.4%} to {one['high']:.4%})"
        print(f"    {name:24} {one['right']:>11,} of {one['of']:>11,}  {value}")

    print(f"network: {found['network']}   seconds: {found['seconds']}")
    print(told({name: found[name] for name in ("entries", "without_id", "unknown", "unnamed")}))
    for name, title in (("linked", "linked by plainview"), ("exact_spelling", "keys of exact spelling")):
        one = found[name]
        print(f"\n{title}:", told({part: one[part] for part in ("searches_true", "searches_found", "split", "merged")}))
        for part in ("precision", "recall", "precision_without_id", "recall_without_id"):
            line(part.replace("_", " "), one[part])
    for title in ("tiers", "missing_columns", "retyping", "wrong_kinds_of_files"):
        print(f"\n{title.replace('_', ' ')}:", *(told(row) for row in found[title]), sep="\n    ")
    print("\nambiguous:", found["ambiguous"])
    print("measured by the build:")
    for row in found["measured_by_build"]["rows"]:
        print("   ", {name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()})
    print("own against network:", json.dumps(found["own"], default=str))
    one = found["agencies"]
    print(f"\nagencies: {one['spellings']:,} spellings of {one['agencies']:,} agencies, {one['ids']:,} ids")
    line("spellings merged wrongly", share(one["merged_spellings"], one["spellings"]))
    line("agencies split", share(one["agencies_split"], one["agencies"]))
    line("spellings off main id", share(one["spellings_apart"], one["spellings"]))
    line("wrong kind", share(one["wrong_kind"], one["spellings"]))
    line("wrong state", share(one["wrong_state"], one["spellings"]))
    for row in one["kinds"]:
        print(f"    {row['true_kind']:14} read as {row['kind']:14} {row['spellings']:,}")
    for row in one["merged_examples"] + one["apart_examples"]:
        print("   ", row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--searches", type=int, default=20_000)
    parser.add_argument("--custodians", type=int, default=40)
    parser.add_argument("--agencies", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        found = measure(args.case or Path(passing), args)
    if args.json:
        print(json.dumps(found, indent=1, default=str))
    else:
        shown(found)


if __name__ == "__main__":
    main()
