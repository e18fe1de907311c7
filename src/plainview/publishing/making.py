"""Write a tree beside its place, look at it once more, and only then put it there: all of it, or nothing."""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview import __version__, site
from plainview.archive import open_archive
from plainview.case import Case
from plainview.errors import UserError, UserErrors
from plainview.journey import PUBLIC
from plainview.pages._rows import Rows
from plainview.publishing import explorer, inside, manifest, printed, residue, shards, shown, whole
from plainview.publishing.covering import Covered, covers
from plainview.publishing.residue import Found
from plainview.store import Store, current
from plainview.watch import listing

Progress = Callable[[str, int, int], None]
STEPS = 5
_EXCHANGE, _HERE = 2, -100  # of renameat2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a publisher asks for beside the folder.

    account_findings: ids of findings about one account that shall be shown. allowed: words that are plates of the archive too
    and were looked at. sqlite: a database file as well.
    """

    account_findings: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    sqlite: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What was written. n_plates: how many plates of the archive were looked for. sha256: of manifest.json."""

    folder: str
    n_files: int
    n_bytes: int
    n_entries: int
    n_shards: int
    n_plates: int
    n_allowed: int
    sha256: str


class Refused(UserError):
    """The last look found what may not leave the case; nothing was written. `words`: those a person may allow. `stops`: those
    that nothing can allow, each once."""

    def __init__(self, where: str, problem: str, fix: str, words: list[Found], stops: Sequence[Found] = ()) -> None:
        super().__init__(where, problem, fix)
        self.words, self.stops = words, stops


def publish(case: Case, out: Path, asked: Asked, progress: Progress, key: bytes | None = None) -> Published:
    """Write the static tree of a case to `out`. Callers hold the case.

    Raises:
        UserError: nothing to publish, `out` holds something else, or a finding may not be shown.
        Refused: the last look found a plate or token, or words that a person has not looked at.
        OSError: the disk is full; what lay at `out` before lies there still.
    """
    out = Path(os.path.normpath(out.absolute()))
    generation = current(case.warehouse)
    if generation is None:
        raise UserError(str(case.root), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
    refuse_place(case, out)
    fresh, old = out.with_name(f".{out.name}.new"), out.with_name(f".{out.name}.old")
    if old.exists() and not out.exists():
        old.rename(out)  # the last run was killed between two renames
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        told = _write(case, generation, fresh, asked, progress, key)
        swap(fresh, out, old)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return Published(str(out), **told)


def refuse_place(case: Case, out: Path) -> None:
    """Raise where a tree may not be put: over anything but a tree published before, or inside the case."""
    fix = "name a new or empty folder, or one that `plainview publish` wrote before"
    root = case.root.resolve()
    is_around = out.resolve() == root or root in out.resolve().parents or out.resolve() in root.parents
    if is_around and not inside.is_inside(case, out):
        raise UserError(str(out), "is the case, lies inside it, or holds it", "name a folder beside the case")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UserError(str(out), "is no folder", fix)
    if out.is_dir() and any(out.iterdir()) and not (out / manifest.NAME).exists():
        raise UserError(str(out), "holds files and was not published before", fix)


def _write(case: Case, generation: Path, fresh: Path, asked: Asked, progress: Progress, key: bytes | None) -> dict[str, Any]:
    public = generation / PUBLIC
    store = Store(public if public.is_dir() else generation, case.temporary / "duckdb")
    try:
        store.lend("alerts", listing.page_table(case.root))
        source = covered(store, asked)
        rows = Rows(source)
        site.refuse_unpublishable(rows, ("public",))
        progress("writing pages", 0, STEPS)
        explorer.join(rows)
        site.write_pages(rows, fresh)
        for asset in (*site.ASSETS, explorer.SCRIPT):
            shutil.copyfile(site.HERE / "assets" / asset, fresh / asset)
        progress("writing tables", 1, STEPS)
        n_entries, n_shards = write_tables(rows, source, store, fresh, asked)
        ids = {row["id"] for row in store.rows("publish/identifiers")}
    finally:
        store.close()
    progress("reading plates from the originals", 2, STEPS)
    plates = printed.plates(open_archive(case.archive), case.warehouse)
    progress("looking for plates in what was written", 3, STEPS)
    facts = {"made_by": f"plainview {__version__}", "tables": generation.name, "n_entries": n_entries}
    sha256 = manifest.write(fresh, facts)
    secrets = (key.hex(),) if key else ()
    refuse_residue(residue.look(fresh, plates, ids, secrets, asked.allowed), fresh)
    progress("done", STEPS, STEPS)
    paths = manifest.files(fresh)
    return {
        "n_files": len(paths) + 1,
        "n_bytes": sum((fresh / path).stat().st_size for path in [*paths, manifest.NAME]),
        "n_entries": n_entries,
        "n_shards": n_shards,
        "n_plates": len(plates),
        "n_allowed": len(asked.allowed),
        "sha256": sha256,
    }


def covered(store: Store, asked: Asked) -> Covered:
    """The store from whose rows everything is made: strangers' names covered, findings about accounts out unless asked for.

    Raises:
        UserErrors: a finding asked for is no finding about an account, or two people have not confirmed it.
    """
    rows = Rows(store)
    rows.rows("page/releases")
    may = {row["finding_id"] for row in store.rows("publish/account_findings")}
    fix = "leave it out; a finding can be shown once two people confirmed it, see `plainview findings`"
    wrong = [one for one in asked.account_findings if one not in may]
    if wrong:
        problem = "is no finding about one account that two people confirmed and whose agency has 20 accounts or more"
        raise UserErrors([UserError(f"--account-finding {one}", problem, fix) for one in wrong])
    names = [
        str(row[column] or "")
        for query in ("page/releases", "page/refused")
        for row in store.rows(query)
        for column in ("name", "path")
        if column in row
    ]
    holders = {str(row["custodian_id"]) for row in store.rows("page/releases") if row["custodian_id"]}
    store.run("publish/made_few")
    few = [row["searcher_id"] for row in store.rows("publish/few")]
    return Covered(store, covers(names, store.rows("publish/names_printed"), holders), asked.account_findings, few)


def write_tables(rows: Rows, source: Covered, store: Store, fresh: Path, asked: Asked) -> tuple[int, int]:
    """Write the tables of entries, whole and in pieces, with their pages; how many rows and pieces."""
    known = site.known_ids(rows)
    listed: list[explorer.Listed] = []
    with whole.begun(fresh) as downloads:
        for log in shown.logs(rows, store, source.stands_for):
            explorer.refuse_odd(log, known)
            listed.append(
                explorer.Listed(log.slug, log.name, tuple(shards.write(log, fresh / "tables" / explorer.folder_of(log.slug))))
            )
            downloads.add(log.entries)
    whole.write_agencies(fresh, explorer.agencies(rows))
    if asked.sqlite:
        whole.write_sqlite(fresh)
    explorer.write_pages(rows, fresh, listed, downloads.n, known)
    whole.write_package(fresh)
    return downloads.n, sum(len(one.shards) for one in listed)


def refuse_residue(found: Collection[Found], fresh: Path) -> None:
    """Raise with what the last look found: what stops it for good first, then the words that a person may allow."""
    hard, words = residue.split(found)
    if not found:
        return
    stops: dict[str, Found] = {}
    for one in hard:
        stops.setdefault(one.word or one.file, one)
    lines = [f"{one.kind} {one.word!r} in {one.file}: “{one.around}”" for one in list(stops.values())[:20]]
    lines += [f"and {len(stops) - 20:,} more"] if len(stops) > 20 else []
    by_word: dict[str, Found] = {}
    for one in words:
        by_word.setdefault(one.word, one)
    lines += [
        f"{one.word!r} is a plate in the originals and a word in {one.file}: “{one.around}”"
        for one in list(by_word.values())[:100]
    ]
    lines += [f"and {len(by_word) - 100:,} more such words"] if len(by_word) > 100 else []
    what = f"{len(stops):,} {'thing' if len(stops) == 1 else 'things'} that may not leave the case" if hard else ""
    also = f"{len(by_word):,} {'word that is a plate' if len(by_word) == 1 else 'words that are plates'} too" if by_word else ""
    fix = "report the page; nothing can allow this" if hard else ""
    allow = (
        "look at each word, and name those that are only words: "
        + " ".join(f"--allow-word {shlex.quote(word)}" for word in list(by_word)[:5])
        if by_word
        else ""
    )
    problem = f"nothing was published: {' and '.join(filter(None, (what, also)))}\n" + "\n".join(lines)
    raise Refused("the last look", problem, "; ".join(filter(None, (fix, allow))), list(by_word.values()), list(stops.values()))


def swap(fresh: Path, out: Path, old: Path) -> None:
    """Put the new tree in the place of the old one; where the system can, both change places in one step."""
    for folder in (fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
        _flush(folder)
    shutil.rmtree(old, ignore_errors=True)
    if not out.exists():
        fresh.rename(out)
    elif exchanged(fresh, out):
        shutil.rmtree(fresh)
    else:
        out.rename(old)
        fresh.rename(out)
        shutil.rmtree(old)
    _flush(out.parent)


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
    except AttributeError:
        return False


def _flush(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def published(done: Published) -> list[str]:
    """What was written, in lines for a person."""
    plates = "plate" if done.n_plates == 1 else "plates"
    return [
        f"{done.n_files:,} files, {done.n_bytes / 1e6:,.1f} MB, {done.n_entries:,} log entries in {done.n_shards:,} tables",
        f"looked for {done.n_plates:,} {plates} of the originals in every file: none stands there",
        f"manifest.json has SHA-256 {done.sha256}",
        f"open {done.folder}/index.html",
    ]
