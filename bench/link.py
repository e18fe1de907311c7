"""Time of linking against one plain `group by` over the same keys with the id, on made-up entries, in one run.

The grouping is the least that any linking must do; it links nothing and knows no id-less log. Prints the ratio and the peak
memory at growing sizes, and what adding one release costs at each size, when the files of other months are taken over.

python bench/link.py [--millions 2 5 10 20] [--runs 3]
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

OUT = Path(__file__).parent / "out" / "link"
CUSTODIANS, SEARCHERS, MONTHS, ADDED = 400, 3000, 12, 40_000
GROUPED = """
select count(*) from (
    select searcher_id, searched_at, networks, window_from, window_to, vendor_id, count(*) as n from entries group by all
)
"""
# A search stands in one to nine logs; 30 % of the custodians' logs carry no id, a quarter mask the reason.
SEARCHES = """
select s, cast(hash(s * 7) % {searchers} as integer) as searcher,
       timestamp '2025-01-01' + interval (s * 31536000 // {n}) second as searched_at,
       cast(hash(s * 13) % 900 as integer) + 1 as networks, cast(hash(s * 17) % 3000 as integer) as devices,
       cast([1, 7, 30, 30][cast(hash(s * 19) % 4 as integer) + 1] as integer) as days, md5(cast(s * 23 + {seed} as varchar)) as id
from range({n}) t(s)
"""
ENTRIES = """
select lpad(printf('%x', custodian * 100 + month(searched_at)), 16, '0') as release_id,
       row_number() over (partition by custodian, month(searched_at) order by searched_at, s) as row_no,
       printf('oh-custodian-%d-police', custodian) as custodian_id, 'network' as log,
       printf('oh-searcher-%d-police', searcher) as searcher_id, searched_at, searched_at - interval (days) day as window_from,
       searched_at as window_to, networks, devices,
       case when custodian % 10 < 7 then cast(cast(id as uuid) as varchar) end as vendor_id,
       case when custodian % 4 = 0 then 0 else cast(hash(s * 29) % 20000 as bigint) + 1 end as reason_id,
       case when custodian % 4 = 0 then '***' else printf('reason %d', hash(s * 29) % 20000) end as reason_raw,
       case when custodian % 4 = 0 then 'masked' else 'value' end as reason_state,
       printf('26-%d', hash(s * 31) % 100000) as case_raw, cast(null as varchar) as account_token,
       cast(null as varchar) as plate_token, 'masked' as plate_state, '' as filters_raw, '' as prompt_raw
from made, lateral (
    select cast(hash(s * 100 + k) % {custodians} as integer) as custodian from range(1 + cast(hash(s * 37) % 9 as bigint)) q(k)
)
"""


def generation(millions: int) -> Path:
    """A folder with made-up entries and what linking reads beside them, made once and kept while a build writes entries so."""
    from plainview.store import Store, sql

    folder = OUT / f"{millions}m"
    order = sql("ingest/entries_together").rpartition("made_entries ")[2]  # the order in which a build writes entries
    if (folder / "order.txt").exists() and (folder / "order.txt").read_text() == order:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = Store(folder, OUT / "tmp")
    (folder / "entries").mkdir()
    store.db.execute("set memory_limit = '6GB'")
    store.db.execute(f"create temp table made as {SEARCHES.format(n=millions * 200_000, searchers=SEARCHERS, seed=1)}")
    path = folder / "entries" / "together.parquet"
    store.db.execute(
        f"copy (select * from ({ENTRIES.format(custodians=CUSTODIANS)}) {order}) to '{path}' (format parquet, parquet_version v2)"
    )
    names = f"select printf('oh-searcher-%d-police', n) as agency_id from range({SEARCHERS}) t(n)"
    _write(store, "agencies", f"select agency_id, 'police' as kind, 'OH' as state from ({names})")
    _write(store, "agency_names", f"select agency_id as name_raw, agency_id from ({names})")
    reasons = "select n as reason_id, case n when 0 then '***' else printf('reason %d', n) end as reason_raw"
    _write(store, "reasons", f"{reasons}, case n when 0 then 'masked' else 'value' end as reason_state from range(20001) t(n)")
    store.close()
    (folder / "order.txt").write_text(order)
    return folder


def _write(store: object, table: str, text: str) -> None:
    store.db.execute(f"copy ({text}) to '{store.folder / table}.parquet' (format parquet)")  # type: ignore[attr-defined]


def with_release(folder: Path) -> Path:
    """A generation like another, and one release of one more custodian in one month."""
    from plainview.store import Store

    new = folder.with_name(folder.name + "-and-one")
    shutil.rmtree(new, ignore_errors=True)
    (new / "entries").mkdir(parents=True)
    for name in ("agencies", "agency_names", "reasons"):
        (new / f"{name}.parquet").hardlink_to(folder / f"{name}.parquet")
    (new / "entries" / "together.parquet").hardlink_to(folder / "entries" / "together.parquet")
    store = Store(folder, OUT / "tmp")
    store.db.execute(
        "copy (select * replace ('ffffffffffffffff' as release_id, 'oh-custodian-new-police' as custodian_id, "
        "row_number() over () as row_no, cast(null as varchar) as vendor_id) from entries where month(searched_at) = 6 "
        f"order by hash(release_id, row_no) limit {ADDED}) to '{new / 'entries' / 'added.parquet'}' "
        "(format parquet, parquet_version v2)"
    )
    store.close()
    return new


def _peak_kb() -> int:
    """The most this program held, in KiB; the system's own count begins with what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def child(folder: Path, what: str, before: str) -> None:
    """Do one thing in this process, and print its seconds, peak MiB and what came of it."""
    from plainview import link
    from plainview.store import Store

    for table in link.TABLES:
        target = folder / table
        shutil.rmtree(target, ignore_errors=True) if what == "link" and target.is_dir() else None
    (folder / "link_errors.parquet").unlink(missing_ok=True) if what == "link" else None
    store = Store(folder, OUT / "tmp")
    told: object = None
    if what == "group":
        started, worked = time.monotonic(), time.process_time()
        told = store.db.execute(GROUPED).fetchall()
    else:
        store.db.execute(
            "create temp table received as select release_id, any_value(custodian_id) as custodian_id, 'network' as log, "
            "case when release_id = 'ffffffffffffffff' then '2026-02-01' else '2026-01-01' end as received_on "
            "from entries group by release_id"
        )
        store.db.execute(
            "create temp table decided (decision_id text, a_release_id text, a_row_no bigint, b_release_id text, "
            "b_row_no bigint, verdict text)"
        )
        store.run("ingest/release_days")
        started, worked = time.monotonic(), time.process_time()
        link.write(store, Path(before) if before else None)
        told = store.text_rows("select n_hidden, precision, recall from link_errors where tier = 'all'")
    seconds, cpu = time.monotonic() - started, time.process_time() - worked
    peak = _peak_kb() >> 10
    print(json.dumps({"seconds": round(seconds, 2), "cpu": round(cpu, 2), "peak_mb": peak, "told": told}, default=str))


def run(folder: Path, what: str, before: Path | None = None) -> dict[str, object]:
    command = [sys.executable, __file__, "--child", str(folder), what, str(before or "")]
    done: dict[str, object] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return done


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--millions", type=int, nargs="+", default=[2, 5, 10, 20])
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--child", nargs=3)
    asked = words.parse_args()
    if asked.child:
        child(Path(asked.child[0]), asked.child[1], asked.child[2])
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for millions in asked.millions:
        folder = generation(millions)
        pairs = [(run(folder, "group"), run(folder, "link")) for _ in range(asked.runs)]
        ratios = [float(str(linked["seconds"])) / float(str(grouped["seconds"])) for grouped, linked in pairs]
        cpu = [float(str(linked["cpu"])) / float(str(grouped["cpu"])) for grouped, linked in pairs]
        added = run(with_release(folder), "add", folder)
        print(
            f"{millions:>3} M entries: group by {[g['seconds'] for g, _ in pairs]} s, link {[k['seconds'] for _, k in pairs]} s, "
            f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}), "
            f"of CPU time {statistics.median(cpu):.2f}, peak {max(int(str(k['peak_mb'])) for _, k in pairs):,} MB; "
            f"a release of {ADDED:,} entries added: {added['seconds']} s ({added['cpu']} s of CPU); {pairs[0][1]['told']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
