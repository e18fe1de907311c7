"""Erase a release that was clawed back, and all that was made from it. Its hash, size, name and the reason are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from plainview.case import locked
from plainview.cli import words


def run(release: words.Release, why: words.Why, case: words.HereOrThere = Path()) -> None:
    from plainview import seal, store
    from plainview.archive import open_archive

    opened = words.existing(case)
    with locked(opened):
        had_tables = bool(store.current(opened.warehouse))
        for receipt in seal.seal(opened, open_archive(opened.archive), release, why, date.today()):
            print(f"{receipt.path}: {receipt.why}")
        words.renew(opened, had_tables)
