"""Do the whole journey: take records in, read them, link searches, read reasons, and write the site."""

from __future__ import annotations

import json
import time

from plainview.case import locked, open_case
from plainview.cli import words


def run(
    paths: words.Records,
    case: words.CaseFolder,
    as_json: words.AsJson = False,
    custodian: words.Custodian = "",
    source_url: words.SourceUrl = "",
    request_id: words.RequestId = "",
    received_on: words.ReceivedOn = "",
    handling: words.Handling = "",
    withheld: words.Withheld = [],  # noqa: B006 - Typer gives each call its own
    unsandboxed: words.Unsandboxed = False,
) -> None:
    import typer

    from plainview import drift, journey, store, summary

    started = time.monotonic()
    today = words.day(received_on)
    words.some_exist(paths)
    opened = open_case(case, today)
    key = words.token_key()
    facts = words.facts_of(received_on, custodian, source_url, request_id, handling, withheld)
    with locked(opened), words.ProgressBar(quiet=as_json) as tell:
        done = journey.take_in(opened, paths, facts, key, tell, unsandboxed=unsandboxed)
        generation = journey.build(opened, done.fingerprint, tell)
        site = journey.publish(opened, generation)
        tables = store.Store(generation, opened.temporary / "duckdb")
        counts = summary.count(tables, time.monotonic() - started, done.children_kb, site)
        refusals, idle = tables.rows("refusals"), tables.rows("replies_idle")
        drifts = drift.found(tables)
        tables.close()
    for line in drift.told(drifts):
        words.say.print(line, markup=False, soft_wrap=True)
    for error in done.errors:
        words.say.print(str(error), markup=False)
    for line in summary.idle(idle):
        words.say.print(line, markup=False)
    if as_json:
        print(json.dumps({**counts, "layout_drift": drifts}))
    else:
        for line in summary.told(counts, refusals, key is not None):
            print(line)
        print(f"\n{counts['seconds']} s, at most {counts['peak_mb']} MB\nopen {site}")
    if drift.is_recent(drifts):
        raise typer.Exit(drift.EXIT)
