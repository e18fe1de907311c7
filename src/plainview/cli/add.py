"""Take records into the archive with what is known about them, without building tables or pages."""

from __future__ import annotations

from plainview.case import locked, open_case
from plainview.cli import words


def run(
    paths: words.Records,
    case: words.CaseFolder,
    custodian: words.Custodian = "",
    source_url: words.SourceUrl = "",
    request_id: words.RequestId = "",
    received_on: words.ReceivedOn = "",
    handling: words.Handling = "",
    withheld: words.Withheld = [],  # noqa: B006 - Typer gives each call its own
    unsandboxed: words.Unsandboxed = False,
) -> None:
    from plainview import journey, summary
    from plainview.archive import open_archive

    today = words.day(received_on)
    words.some_exist(paths)
    opened = open_case(case, today)
    key = words.token_key()
    facts = words.facts_of(received_on, custodian, source_url, request_id, handling, withheld)
    before = open_archive(opened.archive).receipts
    with locked(opened), words.ProgressBar(quiet=False) as tell:
        done = journey.take_in(opened, paths, facts, key, tell, unsandboxed=unsandboxed)
    for error in done.errors:
        words.say.print(str(error), markup=False)
    for line in summary.taken(before, open_archive(opened.archive).receipts):
        print(line)
