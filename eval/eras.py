"""Plants changes of how reasons are typed in a made-up network, runs the journey, and holds the table of eras against the truth.

Run: python eval/eras.py [--searches N --agencies N --custodians N --planted N --seed S] [--case DIR] [--json]
DIR holds the network (`net`) and the case (`case`); without it they are made in a passing folder.

A planted change is *able* to be seen where the tables hold 30 searches that show their reason, on 5 days, on each side of it.
It is *found* if an era begins within 10 days of it, or names days between which it lies. Changes between habits of one kind
(typed words, terse words) must not be found. An era of what is hidden (`masked`) is no change of the agency and is counted apart.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview import journey, simulate
from plainview.case import locked, open_case
from plainview.intake import Facts
from plainview.simulate import knowledge, phrases, world
from plainview.store import Store, open_current

DAY = date(2026, 3, 1)
KIND = {
    "typed": "typed", "terse": "typed", "vague": "vague", "dropdown": "list", "blank": "blank", "one": "one word",
    "numbers": "numbers", "federal": "typed",
}  # fmt: skip
# Two more habits than the simulator has: one word for all, and case numbers.
HABITS = {
    "one": {"weight": 0, "groups": {"single": 90, "plain": 8, "blank": 2}},
    "numbers": {"weight": 0, "groups": {"case": 88, "plain": 8, "vague": 4}},
}
BLOCK = {"group": "single", "marks": ["vague"], "weight": 1, "texts": ["Investigation"]}
CHANGES = """
typed dropdown, terse dropdown, vague dropdown, dropdown typed, typed one, terse one, one typed, typed blank, blank dropdown,
typed vague, vague terse, typed numbers, numbers dropdown, typed terse, terse typed
"""


@contextmanager
def planted(seed: int, count: int) -> Iterator[None]:
    """While this lasts, made-up networks have `count` agencies more among their first, each with a change on some day."""
    rng = random.Random(1000 + seed)
    changes = [change.split() for change in CHANGES.split(",")]
    country, reasons = knowledge.table("world"), knowledge.table("reasons")
    first, habits, blocks = list(country["first"]), dict(reasons["habits"]), list(reasons["block"])
    start, days = world.span()
    reasons["habits"].update(HABITS)
    reasons["block"].append(BLOCK)
    for number in range(count):
        one: dict[str, Any] = {"kind": rng.choice(["police", "sheriff"]), "users": rng.choice([8, 15, 30, 60])}
        one["state"] = rng.choice(["CA", "TX", "FL", "OH", "IL", "GA", "VA"])
        one["habit"], one["late_habit"] = changes[number % len(changes)]
        country["first"].append(one | {"switch_on": start + timedelta(days=rng.randint(12, days - 12))})
    phrases.load.cache_clear()
    try:
        yield
    finally:
        country["first"][:], reasons["block"][:] = first, blocks
        reasons["habits"].clear()
        reasons["habits"].update(habits)
        phrases.load.cache_clear()


def measure(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Make network and case in `folder` and count what was found."""
    with planted(args.seed, args.planted):
        simulate.network(folder / "net", args.searches, args.agencies, seed=args.seed, custodians=args.custodians)
        country = world.make_world(args.seed, args.agencies, args.custodians)
    case = open_case(folder / "case", DAY)
    with locked(case):
        run = journey.take_in(case, [folder / "net" / "records"], Facts(DAY), None, lambda what, done, total: None)
        journey.build(case, run.fingerprint, lambda what, done, total: None)
    tables = open_current(case.warehouse, case.temporary)
    try:
        return compared(tables, country)
    finally:
        tables.close()


def compared(tables: Store, country: world.World) -> dict[str, Any]:
    ids = {row["name_raw"].strip(): row["agency_id"] for row in tables.text_rows("select name_raw, agency_id from agency_names")}
    eras: dict[str, list[dict[str, Any]]] = {}
    for row in tables.text_rows("select * from eras where unit = 'search' order by era_no"):
        eras.setdefault(row["agency_id"], []).append(row)
    counts, errors, missed, false = Counter[str](), Counter[int](), [], []
    for one in country.agencies:
        known = next((ids[text.strip()] for text in one.spellings if text.strip() in ids), "")
        found = [era for era in eras.get(known, []) if era["era_no"] > 1]
        hidden = [era for era in found if "masked" in (era["kind"], era["kind_before"])]
        typed = [era for era in found if era not in hidden]
        counts["eras of what is hidden"] += len(hidden)
        day = country.day(one.switch_day) if one.switch_day < world.NEVER else None
        if day is None or KIND[one.habit] == KIND[one.late_habit]:
            sort = "agencies without a change" if day is None else "agencies with a change within one kind"
            counts[sort] += sum(era["n_searches"] for era in eras.get(known, [])) >= 60
            counts[f"false in {sort}"] += len(typed)
            false += [(known, str(era["from_on"]), era["kind_before"], era["kind"]) for era in typed]
            continue
        is_able = all(n >= 30 and days >= 5 for n, days in sides(tables, known, day))
        hits = [era for era in found if abs((era["from_on"] - day).days) <= 10 or era["low_on"] <= day <= era["high_on"]]
        counts["able" if is_able else "too few"] += 1
        counts["found of able" if is_able else "found of too few"] += bool(hits)
        counts["eras beside the planted one"] += len([era for era in typed if era not in hits])
        if hits:
            best = min(hits, key=lambda era: abs((era["from_on"] - day).days))
            errors[abs((best["from_on"] - day).days)] += 1
            counts["planted day within low_on to high_on"] += best["low_on"] <= day <= best["high_on"]
            counts["sharp"] += best["is_sharp"]
            counts[f"cause {best['cause']}"] += 1
        elif is_able:
            missed.append((known, one.habit, one.late_habit, str(day), *sides(tables, known, day)))
    return {"counts": dict(sorted(counts.items())), "days off": dict(sorted(errors.items())), "missed": missed, "false": false}


def sides(tables: Store, agency_id: str, day: date) -> list[tuple[int, int]]:
    """Searches of an agency that show their reason, and days that have some, before a day and from it on."""
    text = """
        select count(*) as n, count(distinct cast(searched_at as date)) as days
        from searches s join reasons r using (reason_id)
        where s.in_log and s.searcher_id = $who and s.searched_at {} $day
          and (r.reason_state in ('value', 'partial', 'empty') or coalesce(r.offense_raw, '') <> '')
    """
    found = [tables.text_rows(text.format(part), {"who": agency_id, "day": day})[0] for part in ("<", ">=")]
    return [(row["n"], row["days"]) for row in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("searches", 120_000), ("agencies", 200), ("custodians", 10), ("planted", 60), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        told = measure(args.case or Path(passing), args)
    if args.json:
        print(json.dumps(told))
        return
    for name, n in told["counts"].items():
        print(f"{n:6,}  {name}")
    print("days off:", ", ".join(f"{n} by {days}" for days, n in told["days off"].items()))
    for sort in ("missed", "false"):
        for line in told[sort]:
            print(f"{sort}:", *line)


if __name__ == "__main__":
    main()
