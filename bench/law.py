"""Time of judging made-up entries by all rules of one state against one hash scan of the same columns, in one run.

The scan reads every column of entries, links and searches that the facts come from and hashes it: the least that judging must
do. Judging makes the facts, judges each entry by each rule of the state and those for everywhere, counts every search once,
picks the evidence and words the findings.

python bench/law.py [--millions 2 5 20] [--runs 3] [--state WA]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa

# ruff: noqa: E501 - SQL of made-up columns reads best as it is

OUT = Path(__file__).parent / "out" / "law"
CUSTODIANS, SEARCHERS, REASONS = 400, 3000, 20_000
SCANNED = (
    "select bit_xor(hash(release_id, row_no, custodian_id, log, searcher_raw, searcher_id, searched_at, window_from, networks, "
    "reason_id, reason_state, offense_raw, case_state, account_state, plate_state, filters_raw)) from entries "
    "union all select bit_xor(hash(release_id, row_no, search_release_id, search_row_no, n_entries)) from links "
    "union all select bit_xor(hash(search_release_id, search_row_no, n_entries, n_custodians)) from searches"
)
# A search stands in one to nine logs; one in twelve is the custodian's own. A quarter of the logs mask the reason.
ENTRIES = """
select lpad(printf('%x', custodian), 16, '0') as release_id, row_number() over (partition by custodian order by searched_at, s) as row_no,
       printf('line %d', row_no + 1) as locator, printf('{low}-custodian-%d-police', custodian) as custodian_id,
       case when custodian % 12 = 0 then 'organization' else 'network' end as log,
       case when custodian % 12 = 0 then custodian_id else printf('searcher-%d', searcher) end as searcher_raw,
       searcher_raw as searcher_id, searched_at, searched_at - interval (days) day as window_from, searched_at as window_to, networks,
       cast(hash(s * 29) % {reasons} as bigint) + case when custodian % 4 = 0 then {reasons} else 0 end as reason_id,
       case when custodian % 4 = 0 then 'masked' else 'value' end as reason_state, '' as reason_raw, '' as offense_raw, '' as case_raw,
       case hash(s * 31) % 3 when 0 then 'empty' when 1 then 'value' else 'not_exported' end as case_state,
       cast(null as varchar) as account_token, case hash(s * 37) % 5 when 0 then 'empty' else 'value' end as account_state,
       cast(null as varchar) as plate_token, 'masked' as plate_state, '' as filters_raw, cast(null as varchar) as vendor_id, s
from (
    select s, cast(hash(s * 7) % {searchers} as integer) as searcher,
           timestamp '2025-10-01' + interval (s * 31536000 // {n}) second as searched_at, cast(hash(s * 13) % 900 as integer) + 1 as networks,
           cast([1, 7, 30, 400][cast(hash(s * 19) % 4 as integer) + 1] as integer) as days
    from range({n}) t(s)
), lateral (
    select distinct cast(hash(s * 100 + k) % {custodians} as integer) as custodian from range(1 + cast(hash(s * 41) % 9 as bigint)) q(k)
)
"""
AGENCIES = """
select printf('{low}-custodian-%d-police', n) as agency_id, '{state}' as state, 'local' as level, 'police' as kind, 0.97 as confidence
from range({custodians}) t(n)
union all
select printf('searcher-%d', n), ['{state}', '{state}', 'TX', ''][n % 4 + 1], case n % 4 when 3 then 'federal' else 'local' end,
       case n % 4 when 3 then 'federal' else 'police' end, [0.97, 0.8][n % 2 + 1]
from range({searchers}) t(n)
"""


def generation(millions: int, state: str) -> Path:
    """A folder of made-up tables, made once and kept."""
    from plainview import documents
    from plainview.store import Store

    folder = OUT / f"{state}-{millions}m"
    if (folder / "documents.parquet").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = Store(folder, OUT / "tmp")
    store.db.execute("set memory_limit = '6GB'")
    known = {"low": state.lower(), "state": state, "n": millions * 200_000, "searchers": SEARCHERS, "custodians": CUSTODIANS}

    def write(table: str, text: str) -> None:
        store.db.execute(f"copy ({text.format(reasons=REASONS, **known)}) to '{folder / table}.parquet' (format parquet)")
        store.see(table)

    write("entries", ENTRIES + " order by custodian, searched_at")
    ids = "release_id, row_no, first_value(release_id) over w as search_release_id, first_value(row_no) over w as search_row_no"
    write("links", f"select {ids}, 'vendor_id' as tier, count(*) over (partition by s) as n_entries from entries "
          "window w as (partition by s order by release_id) order by release_id, row_no")  # fmt: skip
    write(
        "searches",
        "select search_release_id, search_row_no, count(*) as n_entries, count(*) as n_custodians from links group by all",
    )
    write("releases", "select distinct release_id, 'network_audit' as kind, custodian_id, cast(null as date) as seen_on, date '2026-10-01' "
          "as received_on, cast(null as timestamp) as period_to, '' as parent_id, 0 as n_used, 0 as n_quarantined from entries")  # fmt: skip
    write("agencies", f"select *, agency_id as canonical from ({AGENCIES})")
    write("agency_names", "select agency_id as name_raw, agency_id, confidence from agencies")
    purposes = "['immigration', 'traffic', 'burglary', 'vehicle_theft', 'personal', 'homicide', 'protest_speech', 'theft']"
    write("purposes", f"select n as reason_id, {purposes}[n % 8 + 1] as purpose, ['certain', 'probable'][n % 2 + 1] as certainty "
          "from range({reasons}) t(n) where n % 5 > 0")  # fmt: skip
    write("reasons", "select n as reason_id, case when n % 5 = 0 then ['vague'] when n % 7 = 0 then ['federal_agency'] else [] end as marks, "
          "case when n % 7 = 0 then 'ICE' else '' end as federal_name, '' as offense_raw, '' as reason_raw, "
          "case when n < {reasons} then 'value' else 'masked' end as reason_state "
          "from range(2 * {reasons}) t(n)")  # fmt: skip
    none = "select {} from range(0) t(n)"
    write("memberships", none.format("'' as agency_id, '' as programme, '' as model, date '2026-01-01' as from_on, '' as from_basis, "
          "date '2026-01-01' as to_on, date '2026-01-01' as lists_from, date '2026-01-01' as lists_to"))  # fmt: skip
    store.add("documents", pa.Table.from_pylist([], schema=documents.SCHEMA))
    store.close()
    return folder


def _peak_kb() -> int:
    """The most this program held, in KiB; the system's own count begins with what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def child(folder: Path, what: str, state: str) -> None:
    """Do one thing in this process, and print its seconds, peak MiB and what came of it."""
    from plainview import law
    from plainview.store import Store

    rules = [rule for rule in law.load() if rule.jurisdiction in ("us", state.lower()) and rule.subject == "entry"]
    store = Store(folder, OUT / "tmp")
    started, worked = time.monotonic(), time.process_time()
    if what == "scan":
        told: object = len(store.db.execute(SCANNED).fetchall())
    else:
        found = law.judge(store, rules)
        told = {"rules": len([rule for rule in rules if rule.strength != "off"]), "findings": len(found)}
    seconds, cpu = time.monotonic() - started, time.process_time() - worked
    peak = _peak_kb() >> 10
    print(json.dumps({"seconds": round(seconds, 2), "cpu": round(cpu, 2), "peak_mb": peak, "told": told}))


def run(folder: Path, what: str, state: str) -> dict[str, object]:
    command = [sys.executable, __file__, "--child", str(folder), what, state]
    done: dict[str, object] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return done


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--millions", type=int, nargs="+", default=[2, 5, 20])
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--state", default="WA")
    words.add_argument("--child", nargs=3)
    asked = words.parse_args()
    if asked.child:
        child(Path(asked.child[0]), asked.child[1], asked.child[2])
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for millions in asked.millions:
        folder = generation(millions, asked.state)
        pairs = [(run(folder, "scan", asked.state), run(folder, "judge", asked.state)) for _ in range(asked.runs)]
        ratios = [float(str(judged["seconds"])) / float(str(scanned["seconds"])) for scanned, judged in pairs]
        print(
            f"{millions:>3} M entries: scan {[one['seconds'] for one, _ in pairs]} s, judge {[one['seconds'] for _, one in pairs]} s, "
            f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}), "
            f"peak {max(int(str(one['peak_mb'])) for _, one in pairs):,} MB; {pairs[0][1]['told']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
