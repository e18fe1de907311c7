"""Say how a release is handled from now on: public, embargoed, privileged or sealed. Only public files are published."""

from __future__ import annotations

from pathlib import Path

from plainview.case import locked
from plainview.cli import words


def run(release: words.Release, handling: words.NewHandling, why: words.Why, case: words.HereOrThere = Path()) -> None:
    from plainview import seal, store
    from plainview.archive import open_archive

    opened = words.existing(case)
    with locked(opened):
        for receipt in seal.change_handling(opened, open_archive(opened.archive), release, handling, why):
            print(f"{receipt.path}: {receipt.handling}")
        words.renew(opened, bool(store.current(opened.warehouse)))
