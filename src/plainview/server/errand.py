"""The long work of one request, done in a program of its own: `python -P -m plainview.server.errand`.

It reads an order (one JSON object) from standard input and tells how it goes on, a JSON object a line: {"what", "done",
"total"} while it works, {"end": ...} when it is done, {"wrong": [[where, problem, fix]]} where a person can put it right. The
pages stay quick meanwhile, and work that breaks takes no page with it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from plainview import journey, publishing, redact, store, summary, tokens
from plainview.archive import Receipt, check_handling, open_archive
from plainview.case import locked, open_case
from plainview.errors import UserError, UserErrors
from plainview.intake import Facts
from plainview.publishing import inside

LISTED = 300  # files told one by one; the page "Not taken in" has all


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: take in `paths` with what is said of them, then make tables and pages; without paths only the second. With
    `publish` (name, account_findings, allowed, sqlite) neither: the case is published into its folder `publish`.

    facts: received_on (ISO), custodian, source_url, request_id, handling; each may be missing.
    """

    case: str
    paths: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    unsandboxed: bool = False
    publish: dict[str, Any] = field(default_factory=dict)

    def text(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def facts_of(said: dict[str, str], today: date) -> Facts:
    """What a form says of its files. Raises UserError: a day or a handling that is none."""
    try:
        day = date.fromisoformat(said["received_on"]) if said.get("received_on") else today
    except ValueError as error:
        raise UserError(f"Day {said['received_on'][:20]}", "is no date", "write it as 2026-03-31") from error
    handling = check_handling(said["handling"]) if said.get("handling") else ""
    return Facts(day, said.get("custodian", ""), said.get("source_url", ""), said.get("request_id", ""), handling)


def run(order: Order, tell: journey.Progress) -> dict[str, Any]:
    """Do it, as `plainview audit` does, and say what came of it.

    Returns:
        counts: figures of the case. told: lines for a person. files: what was not taken in this time (path, why, fix, kind);
        n_new, n_refused, n_before: files by what became of them. site: why the static site could not be written, "" if it was.
    """
    started = time.monotonic()
    case = open_case(Path(order.case), date.today(), create=False)
    key = tokens.load_key(dict(os.environ))
    facts = facts_of(order.facts, date.today())
    with locked(case):
        before = open_archive(case.archive).receipts
        done = journey.take_in(case, [Path(path) for path in order.paths], facts, key, tell, unsandboxed=order.unsandboxed)
        generation = journey.build(case, done.fingerprint, tell)
        tell("writing the static site", 0, 0)
        try:
            journey.publish(case, generation)
            wrong = ""
        except UserError as error:  # tables and pages are there; only what could be handed on is not
            wrong = str(error)
        opened = store.Store(generation, case.temporary / "duckdb")
        try:
            counts = summary.count(opened, time.monotonic() - started, done.children_kb, Path())
            refusals = opened.rows("refusals")
        finally:
            opened.close()
        after = open_archive(case.archive).receipts
    del counts["site"]
    lines = summary.told(counts, refusals, key is not None)
    return {"counts": counts, "told": lines, "site": wrong, **_became(before, after, done.errors)}


def publish(order: Order, tell: journey.Progress) -> dict[str, Any]:
    """Publish into the case, as `plainview publish DIR` does; gives `published`: what was written.

    Raises:
        UserError: a finding may not be shown, or there is nothing to publish. publishing.Refused: the last look found something.
    """
    case, asked = open_case(Path(order.case), date.today(), create=False), order.publish
    wanted = publishing.Asked(tuple(asked["account_findings"]), tuple(asked["allowed"]), bool(asked["sqlite"]))
    with locked(case):
        out = inside.place(case, asked["name"])
        done = publishing.publish(case, out, wanted, tell, tokens.load_key(dict(os.environ)))
    return {"published": {**asdict(done), "folder": f"{inside.FOLDER}/{out.name}"}}


def refused(found: publishing.Refused) -> dict[str, Any]:
    """What the last look found, as pages may show it: where something stands, with plates covered. Words that are plates too are
    told as they are, because a person must look at each; only a publisher is shown them."""
    n = len(found.stops)
    stops = [{"kind": one.kind, "file": redact.printed(one.file), "around": redact.printed(_without(one))} for one in found.stops]
    words = [{"word": one.word, "file": one.file, "around": redact.printed(one.around)} for one in found.words]
    what = [f"{n:,} {'thing' if n == 1 else 'things'} that may not leave the case"] * bool(n)
    what += [f"{len(words):,} {'word that is a plate' if len(words) == 1 else 'words that are plates'} too"] * bool(words)
    line = ("the last look", f"found {' and '.join(what)}, and nothing was published", "a publisher sees it on the page Publish")
    return {"wrong": [line], "told": {"stops": stops[:LISTED], "words": words[:LISTED]}}


def _without(one: publishing.Found) -> str:
    """The text beside a find, without the find."""
    return re.sub(re.escape(one.word), redact.MASK, one.around, flags=re.IGNORECASE) if one.word else one.around


def _became(
    before: dict[tuple[str, str], Receipt], after: dict[tuple[str, str], Receipt], errors: list[UserError]
) -> dict[str, Any]:
    """What became of the files of this time, by the journal before and after it."""
    new = [one for key, one in sorted(after.items()) if before.get(key) != one]
    refused = [one for one in new if one.fate != "accepted"]
    files = [{"path": one.path, "kind": one.fate, "why": one.why, "fix": one.fix} for one in refused]
    files += [{"path": error.where, "kind": "unreadable", "why": error.problem, "fix": error.fix} for error in errors]
    return {
        "n_new": len(new) - len(refused), "n_refused": len(files), "n_before": len(after) - len(new), "files": files[:LISTED],
    }  # fmt: skip


def main() -> None:
    """Read one order from standard input and do it."""
    order = Order(**json.loads(sys.stdin.readline()))
    os.nice(5)
    last = 0.0

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.1 or done == total:
            last = time.monotonic()
            _say({"what": what, "done": done, "total": total})

    try:
        _say({"end": (publish if order.publish else run)(order, tell)})
    except publishing.Refused as found:
        _say(refused(found))
        sys.exit(2)
    except UserError as error:
        _say(
            {"wrong": [[one.where, one.problem, one.fix] for one in (error.errors if isinstance(error, UserErrors) else [error])]}
        )
        sys.exit(2)


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, default=store.as_json) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
