"""Holds what `plainview sharing` answers about a made-up network, for every pair of agencies and every day, against what is true.

Run: python eval/sharing.py [--searches N] [--agencies N] [--custodians N] [--seed S] [--json]

Wrong is a share that is `shown` or `between` on a day on which there was none, and one that is `denied` on a day on which there
was one; on the day of a change itself either may be said. Of pairs whose owner disclosed an administrative log and a Shared
Networks list, every day that the log covers must be answered, and rightly.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview import journey
from plainview.case import locked, open_case
from plainview.intake import Facts
from plainview.sharing import asking
from plainview.simulate import network
from plainview.simulate.world import span
from plainview.store import Store

DAY = date(2027, 5, 1)
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Scored:
    """What was said of pairs and days, beside the truth ("yes", "no", or "change" on the day of the change itself).

    said: "certainty truth" -> how many. wrong: how many contradict the truth, up to 20 of them in `examples`. logged: the same
    counts for days covered by the log of owners who disclosed a Shared Networks list too; unanswered: those `unknown` or `last`.
    """

    said: dict[str, int]
    wrong: int
    examples: list[str]
    logged: dict[str, int]
    unanswered: int
    n_contradictions: int


def built(folder: Path, records: Path) -> Path:
    """Audit the records without writing pages; the generation's folder."""
    case = open_case(folder, DAY)
    with locked(case):
        run = journey.take_in(case, [records], Facts(DAY), None, _quiet)
        return journey.build(case, run.fingerprint, _quiet)


def _quiet(what: str, done: int, total: int) -> None:
    """A run that is measured tells no progress."""


def truth(store: Store, folder: Path) -> tuple[list[str], dict[tuple[str, str], Span]]:
    """Ids of all agencies as the case calls them, and their shares: (owner, searcher) -> days on which it opened and closed."""
    names = {row["name_raw"]: row["agency_id"] for row in store.text_rows("select name_raw, agency_id from agency_names")}
    called = {
        row["id"]: next((names[one.strip()] for one in row["spellings"].split("|") if one.strip() in names), row["id"])
        for row in _rows(folder / "agencies.csv")
    }
    shares = {
        (called[row["from"]], called[row["to"]]): (
            date.fromisoformat(row["from_on"]),
            date.fromisoformat(row["to_on"]) if row["to_on"] else date.max,
        )
        for row in _rows(folder / "shares.csv")
    }
    return sorted(set(called.values())), shares


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def true_on(share: Span | None, day: date) -> str:
    """Whether there was a share through the day: "yes", "no", or "change" where it was opened or closed on it."""
    if share is None or not share[0] <= day <= share[1]:
        return "no"
    return "change" if day in share else "yes"


def score(store: Store, folder: Path, every: int = 1) -> Scored:
    """Ask about every pair and every `every`-th day of the run, and compare with the truth files in the folder."""
    agencies, shares = truth(store, folder)
    first, n_days = span()
    days = [first + timedelta(days=number) for number in range(0, n_days, every)]
    asking.prepare(store, ((one, other, day) for one in agencies for other in agencies if one != other for day in days))
    logs = store.text_rows("select custodian_id, from_on, to_on from share_logs")
    both = {row["custodian_id"] for row in store.text_rows("select custodian_id from share_lists where kind = 'shared_networks'")}
    covered = {row["custodian_id"]: (row["from_on"], row["to_on"]) for row in logs if row["custodian_id"] in both}
    said: Counter[str] = Counter()
    logged: Counter[str] = Counter()
    wrong: list[str] = []
    unanswered = 0
    for row in store.text_rows("select from_id, to_id, day, certainty from asked_answers"):
        owner, searcher, day, certainty = row["from_id"], row["to_id"], row["day"], row["certainty"]
        true = true_on(shares.get((owner, searcher)), day)
        said[f"{certainty} {true}"] += 1
        if (certainty in ("shown", "between") and true == "no") or (certainty == "denied" and true == "yes"):
            wrong.append(f"{searcher} at {owner} on {day}: {certainty}, true: {true}")
        if owner in covered and covered[owner][0] <= day <= covered[owner][1]:
            logged[f"{certainty} {true}"] += 1
            unanswered += certainty in ("unknown", "last")
    n = store.text_rows("select count(*) as n from share_contradictions")[0]["n"]
    return Scored(dict(sorted(said.items())), len(wrong), sorted(wrong)[:20], dict(sorted(logged.items())), unanswered, n)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--searches", type=int, default=20_000)
    asked.add_argument("--agencies", type=int, default=60)
    asked.add_argument("--custodians", type=int, default=None)
    asked.add_argument("--every", type=int, default=1, help="ask about every n-th day")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        network(folder / "net", given.searches, given.agencies, given.seed, given.custodians)
        store = Store(built(folder / "case", folder / "net" / "records"), folder / "tmp")
        try:
            scored = score(store, folder / "net" / "truth", given.every)
        finally:
            store.close()
    if given.json:
        print(json.dumps(asdict(scored)))
    else:
        print("\n".join(told(scored)))
    return 1 if scored.wrong or scored.unanswered else 0


def told(scored: Scored) -> list[str]:
    def counts(of: dict[str, Any]) -> list[str]:
        return [f"  {key.split()[0]:<8} true: {key.split()[1]:<6} {n:>10,}" for key, n in of.items()]

    return [
        f"all pairs and days: {sum(scored.said.values()):,}", *counts(scored.said), f"wrong: {scored.wrong}", *scored.examples,
        "days covered by the log of owners with a log and a Shared Networks list:", *counts(scored.logged),
        f"not answered: {scored.unanswered}", f"contradictions found between true records: {scored.n_contradictions}",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
