"""What becomes of a release after it was taken in: its handling is changed, or it is clawed back and its bytes are erased.

Both are lines in the journal. An erasure is noted first and done then; what a killed run left of it, the next run finishes.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from plainview import erasing, store
from plainview.archive import Archive, Receipt, check_handling
from plainview.case import Case
from plainview.errors import UserError

LONGEST_WHY = 500
_FIX = "nothing to do: the record of the erasure stays, the bytes are not taken in again"


def change_handling(case: Case, archive: Archive, release: str, handling: str, why: str) -> list[Receipt]:
    """Say how a release is handled from now on, with all it carries; gives every sighting it holds for, changed or not.

    Raises:
        UserError: no such release or handling, or nothing was given as `why`.
    """
    said = _said(why)
    check_handling(handling)
    named = _held(case, archive, release)
    changed = [replace(receipt, handling=handling, handling_why=said) for receipt in [*named, *_carried(archive, named)]]
    for receipt in changed:
        archive.note(receipt)
    archive.settle()
    return changed


def seal(case: Case, archive: Archive, release: str, why: str, today: date) -> list[Receipt]:
    """Erase a release's bytes and all that was made from them; its hash, size, name and this reason are kept.

    Gives the records of the erasure. Doing it again changes nothing.

    Raises:
        UserError: no such release, nothing was given as `why`, or a page that is held carries the same bytes.
    """
    said = _said(why)
    sha256 = _sightings(case, archive, release)[0].sha256
    if archive.sealed(sha256) is None:
        sightings = _held(case, archive, release)
        for receipt in sightings:
            if "#" in receipt.path and archive.holds(receipt.parent_sha256):
                why = f"is carried by the page {receipt.path.partition('#')[0]}, which is held"
                raise UserError(receipt.path, why, f"seal that page: plainview seal {receipt.parent_sha256[:16]}")
        why_sealed = f"was sealed on {today.isoformat()} because: {said}"
        archive.note(replace(sightings[0], fate="sealed", handling="sealed", why=why_sealed, fix=_FIX))
        archive.settle()
    finish(case, archive)
    return [receipt for receipt in archive.receipts.values() if receipt.fate == "sealed" and receipt.sha256 == sha256]


def known_as(case: Case, archive: Archive, release: str) -> set[str]:
    """Every id under which tables, sheets and alerts name a release and what it carries. To be asked before it is sealed.

    Raises:
        UserError: no such release.
    """
    sightings = _sightings(case, archive, release)
    hashes = {one.sha256 for one in [*sightings, *_carried(archive, sightings)]}
    ids = {sha256[:16] for sha256 in hashes}
    if store.current(case.warehouse):
        opened = store.open_current(case.warehouse, case.temporary)
        ids |= {str(row["release_id"]) for sha256 in hashes for row in opened.rows("releases_of", sha256=sha256)}
        opened.close()
    return ids


def finish(case: Case, archive: Archive) -> list[str]:
    """Do what is noted as sealed and not done yet; the hashes whose bytes were erased now."""
    erased = []
    for sha256 in _spread(archive):
        if not archive.holds(sha256) and not _made_from(case, sha256):
            continue
        erasing.erase_tables(case)
        erasing.erase_trees(case)
        erasing.erase_copies(case, sha256)
        for path in _made_from(case, sha256):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        archive.bytes_path(sha256).unlink(missing_ok=True)  # last: as long as they are there, it is not finished
        erased.append(sha256)
    return erased


def _spread(archive: Archive) -> list[str]:
    """Note every sighting of sealed bytes, and all that a sealed page carries, as sealed; give the hashes."""
    seals = archive.seals()
    for sha256, record in list(seals.items()):
        sightings = [one for one in archive.receipts.values() if one.sha256 == sha256]
        for receipt in [one for one in sightings if one.fate != "sealed"]:
            archive.note(replace(receipt, fate="sealed", handling="sealed", why=record.why, fix=record.fix))
        for receipt in _carried(archive, sightings):
            other = next((one for one in archive.accepted() if _stands_alone(one, receipt.sha256, seals)), None)
            if other is None:
                archive.note(replace(receipt, fate="sealed", handling="sealed", why=record.why, fix=record.fix))
            else:  # it was received by itself too, and stays as that
                why = f"came with a page that was sealed; the same bytes were received as {other.path}"
                archive.note(replace(receipt, fate="other_print", why=why, fix="seal that one too, if it was clawed back"))
    archive.settle()
    return sorted(archive.seals())


def _stands_alone(receipt: Receipt, sha256: str, seals: dict[str, Receipt]) -> bool:
    return receipt.sha256 == sha256 and not ("#" in receipt.path and receipt.parent_sha256 in seals)


def _carried(archive: Archive, pages: list[Receipt]) -> list[Receipt]:
    """Files that came inside these pages and are held."""
    hashes = {page.sha256 for page in pages}
    inside = [one for one in archive.receipts.values() if "#" in one.path and one.parent_sha256 in hashes]
    return [one for one in inside if one.fate not in ("sealed", "other_print") and archive.holds(one.sha256)]


def _made_from(case: Case, sha256: str) -> list[Path]:
    """What the readers left of these bytes."""
    parts = [*case.warehouse.glob(f"parts/*/{sha256[:16]}"), *case.warehouse.glob(f"parts/*/{sha256[:16]}.new")]
    return [*parts, *case.warehouse.glob(f"recognised/*/{sha256}.*")]


def _said(why: str) -> str:
    plain = " ".join("".join(ch if ch.isprintable() else " " for ch in why).split())[:LONGEST_WHY]
    if not plain:
        raise UserError("--why", "is empty", "say in a sentence why, and who asked for it")
    return plain


def _held(case: Case, archive: Archive, release: str) -> list[Receipt]:
    """Sightings of a release whose bytes are in the archive, the accepted ones first."""
    found = _sightings(case, archive, release)
    if not archive.holds(found[0].sha256) or archive.sealed(found[0].sha256):
        raise UserError(release, f"is not held: it {found[0].why}", "name a release that was taken in")
    return found


def _sightings(case: Case, archive: Archive, release: str) -> list[Receipt]:
    """Every sighting of the bytes that a person means by a release's id, the beginning of a SHA-256, or a path as shown."""
    hashes = {one.sha256 for one in archive.receipts.values() if one.sha256 and one.path == release}
    if not hashes and re.fullmatch("[0-9a-f]{12,64}", release):
        hashes = {one.sha256 for one in archive.receipts.values() if one.sha256.startswith(release)}
        if not hashes and store.current(case.warehouse):
            opened = store.open_current(case.warehouse, case.temporary)
            hashes = {str(row["sha256"]) for row in opened.rows("release_bytes", release=release)}
            opened.close()
    if len(hashes) != 1:
        why = "names several files of different content" if hashes else "is no release of this case"
        raise UserError(release, why, "name it by its id, as the page Files shows it")
    found = [one for one in archive.receipts.values() if one.sha256 in hashes]
    return sorted(found, key=lambda one: (one.fate != "accepted", one.path))
