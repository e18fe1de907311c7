"""Erase a release that was clawed back, and all that was made from it. Its hash, size, name and the reason are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from plainview.case import locked
from plainview.cli import words


def run(release: words.Release, why: words.Why, case: words.HereOrThere = Path()) -> None:
    from plainview import sampling, seal, store
    from plainview.archive import open_archive
    from plainview.watch import running

    opened = words.existing(case)
    with locked(opened):
        had_tables = bool(store.current(opened.warehouse))
        archive = open_archive(opened.archive)
        ids = seal.known_as(opened, archive, release)
        for receipt in seal.seal(opened, archive, release, why, date.today()):
            print(f"{receipt.path}: {receipt.why}")
        n_lines, unread = sampling.forget(opened, ids)
        n_alerts = running.forget(opened, ids)
        if n_lines or n_alerts:
            print(f"{n_lines:,} lines of samples and {n_alerts:,} alerts that told of it were blanked")
        for path in unread:
            print(f"{path}: could not be read as a sheet, and may tell of it: look at it, or delete it")
        words.renew(opened, had_tables)
