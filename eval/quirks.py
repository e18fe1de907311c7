"""Print how files with one to three quirks each, drawn at random, are read: rows equal to the truth, told, silently wrong.

Usage: python eval/quirks.py [--files 1000] [--seed 1] [--most 3] [--keep DIR] [--json]. Exit 1 if a row is wrong without a
word or an account does not balance.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

from plainview import journey, simulate
from plainview.case import open_case
from plainview.intake import Facts
from plainview.simulate.quirks import FILES
from plainview.simulate.quirks.checking import Report, check
from plainview.store import open_current

DAY = date(2026, 3, 1)
OUTCOMES = ("equal", "told", "unread", "refused", "wrong", "lost", "invented")


def read(folder: Path) -> Report:
    """Take the records of a folder in and hold the tables against its truth."""
    case = open_case(folder / "case", DAY)
    run = journey.take_in(case, [folder / "records"], Facts(DAY), None, lambda what, done, total: None)
    journey.build(case, run.fingerprint, lambda what, done, total: None)
    tables = open_current(case.warehouse, case.temporary)
    try:
        return check(folder / "truth", tables.text_rows)
    finally:
        tables.close()


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--files", type=int, default=1000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--most", type=int, default=3)
    words.add_argument("--keep", type=Path, help="folder for the files; a temporary one if not given")
    words.add_argument("--json", action="store_true")
    said = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = said.keep or Path(temporary) / "quirks"
        started = time.monotonic()
        simulate.quirk_mixtures(folder, said.files, said.seed, said.most)
        made = time.monotonic()
        report = read(folder)
        with (folder / "truth" / FILES).open(encoding="utf-8") as file:
            combinations = len({tuple(json.loads(line)["quirks"]) for line in file})
    counts = {
        "files": report.files,
        "combinations": combinations,
        "rows": sum(n for outcome, n in report.counts.items() if outcome != "invented"),
        **{outcome: report.counts[outcome] for outcome in OUTCOMES},
        **{f"messages_{outcome}": n for outcome, n in sorted(report.mail.items())},
        "silently_wrong": report.silent,
        "accounting_failures": len(report.unbalanced),
        "files_untold": len({file for file, _ in report.untold}),
        "files_of_another_kind": len(report.other_kind),
        "seconds_to_write": round(made - started, 1),
        "seconds_to_read": round(time.monotonic() - made, 1),
    }
    print(json.dumps(counts) if said.json else "\n".join(f"{name:24}{value:>12,}" for name, value in counts.items()))
    if not said.json:
        tell(report)
    return 1 if report.silent or report.unbalanced else 0


def tell(report: Report) -> None:
    """Print what is not equal or told: by single quirk, how many rows, and one example of each mixture."""
    by_quirk: Counter[tuple[str, str]] = Counter()
    for (names, outcome), n in report.by_quirk.items():
        if outcome not in ("equal", "told"):
            by_quirk.update({(name, outcome): n for name in names.split("+")})
    if by_quirk:
        print("\nrows in files with this quirk that are not read:")
    for (name, outcome), n in by_quirk.most_common(40):
        print(f"  {name:30}{outcome:10}{n:>10,}")
    for (names, outcome), example in sorted(report.examples.items()):
        if outcome in ("wrong", "lost", "invented"):
            print(f"  {outcome}: {names}: {example[:300]}")
    for text in report.mail_examples[:20]:
        print(f"  message {text[:300]}")
    for text in report.unbalanced[:20]:
        print(f"  accounting: {text}")
    for file, kinds in report.untold[:20]:
        print(f"  not told ({' or '.join(kinds)}): {file}")
    for file, wanted, found in report.other_kind[:20]:
        print(f"  kind {found}, true is {wanted}: {file}")


if __name__ == "__main__":
    sys.exit(main())
