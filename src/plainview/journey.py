"""The whole way from files to pages: take in, read, name agencies, read reasons, link, share, judge, publish.

It joins the rooms; it holds no knowledge of its own. Each step reads named tables and writes named tables.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from plainview import agencies, decisions, detect, documents, facts, findings, law, layout, link, replies, site, store
from plainview.agencies import decided, kept
from plainview.agencies import tables as agency_tables
from plainview.agencies.tables import Told
from plainview.archive import Archive, open_archive
from plainview.case import Case
from plainview.errors import UserError
from plainview.ingest import received, releases
from plainview.intake import Facts, Intake, find_files
from plainview.law import tallied
from plainview.reasons import eras
from plainview.reasons import tables as reason_tables
from plainview.sandbox import Limits, Sandbox
from plainview.store import Store
from plainview.watch import listing

Progress = Callable[[str, int, int], None]
CHILDREN = 2
PUBLIC = "public"  # a generation's folder of tables made from public releases alone, where it holds others
LARGE = 1_000_000  # rows; sorting a release this size costs more than reading it
SOME, FEW = 200_000, 8  # rows; so many releases of this size or more are not sorted either: many files would slow each question
TOGETHER = 1_000_000  # rows sorted at once: all of a large case do not fit in the memory that is allowed
STEPS = (
    ("set_aside", "ingest/set_aside"),
    ("events", "ingest/events"),
    ("snapshots", "ingest/snapshots"),
    ("share_rows", "ingest/share_rows"),
    ("messages", "ingest/messages"),
    ("releases", "ingest/releases"),
    ("held", "ingest/held"),
    ("links", ""),
    ("masked", "link/masked"),
    ("own_searches", "link/own"),
    ("layout_days", "ingest/layout_days"),
    ("issues", "ingest/issues"),
    ("sessions", "link/sessions"),
    ("eras", "reasons/eras"),
    ("share_lists", "share/share_lists"),
    ("share_events", "share/share_events"),
    ("share_logs", "share/share_logs"),
    ("shares", "share/shares"),
    ("share_contradictions", "share/share_contradictions"),
)
# What a table's SQL reads besides tables: passing tables, made just before it.
BEFORE = {
    "releases": ("ingest/release_days",),
    "masked": ("link/met",),
    "layout_days": ("ingest/lists_due", "ingest/page_measures"),
    "issues": ("ingest/odd_days", "ingest/odd_files", "ingest/odd_overlaps", "ingest/odd_columns", "ingest/odd_pages"),
    "shares": ("share/use_days", "share/list_days"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What taking in left beside the parts: paths that did not exist, memory of the readers, which readers they were."""

    errors: list[UserError]
    children_kb: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the tables are made with besides the records: what people said of names, documents and answers, the decisions, the
    folder of the generation before, whose files may be taken over, a hash of the program and of all that entries depend on, the
    name of this generation."""

    told: Told
    documents: list[documents.Document]
    replies: list[replies.Reply]
    decisions: Path
    rules: Path
    before: Path | None
    made_with: str
    build: str


def take_in(
    case: Case, paths: list[Path], facts: Facts, key: bytes | None, progress: Progress,
    limits: Limits | None = None, unsandboxed: bool = False,
) -> Run:  # fmt: skip
    """Recognise, archive and read files: everything up to the parts. Safe to repeat, safe to kill."""
    archive = open_archive(case.archive)
    layout.load_all(case.layouts)  # a case's layout that is not in order is told before any file is looked at
    decided.load(case.root)  # and so are decisions about names and documents
    documents.load(case.root)
    replies.load(case.root)
    law.with_own(case.rules)
    print_ = releases.fingerprint(key, case.layouts)
    offers, errors = find_files(paths)
    with Sandbox(CHILDREN, limits) as sandbox:
        Intake(case, archive, sandbox, facts, print_, progress, unsandboxed).take(offers)
        unread = releases.read_all(archive, case.warehouse, print_, key, sandbox, progress)
        _note_unread(archive, unread)
        return Run(errors, sandbox.peak_kb, print_)


def _note_unread(archive: Archive, unread: list[releases.Unread]) -> None:
    """An accepted file that could not be read after all is listed as unreadable; its bytes stay in the archive."""
    for failure in unread:
        for receipt in [r for r in archive.accepted() if r.sha256 == failure.sha256]:
            at = failure.error.where.partition(", ")[2]
            why = f"{at} {failure.error.problem}" if at else failure.error.problem
            archive.note(replace(receipt, fate="unreadable", why=why, fix=failure.error.fix))
    archive.settle()


def build(case: Case, print_: str, progress: Progress) -> Path:
    """Make a generation of the warehouse from what has been read, and return its folder. Equal input is not built twice."""
    archive = open_archive(case.archive)
    told = agency_tables.told(case.root)
    found = received.releases(
        archive, case.warehouse, print_, agencies.slug_in, lambda name: told.decisions.resolve(name).agency_id
    )
    public = [release for release in found if received.handling_of(release) == "public"]
    made_with = _made_with(print_, case)
    generation = f"gen-{_generation_hash(archive, made_with, case)}"
    now = store.current(case.warehouse)
    if now is not None and now.name == generation:
        return now
    given = Given(
        told, documents.load(case.root), replies.load(case.root), case.decisions, case.rules, now, made_with, generation
    )
    folder = store.begin(case.warehouse, generation)
    opened = Store(folder, case.temporary / "duckdb")
    try:
        _write_tables(opened, archive, found, given, progress)
    finally:
        opened.close()
    if len(public) < len(found) or any(one.handling != "public" for one in archive.refused()):
        _write_public(case, folder, archive, public, given, len(public) == len(found), progress)
    final = store.commit(case.warehouse, folder)
    _sweep(case, print_)
    return final


def _write_public(
    case: Case, whole: Path, archive: Archive, found: list[received.Release], given: Given, is_all: bool, progress: Progress
) -> None:
    """The same tables made from public releases alone: a search, link or finding must not tell what only another file says.

    is_all: every release is public, and only the list of refused files differs: the other tables are the very same files.
    """
    folder = whole / PUBLIC
    tables = [path.relative_to(whole) for path in whole.rglob("*.parquet") if is_all and path.name != "refused.parquet"]
    folder.mkdir()
    for table in tables:
        (folder / table).parent.mkdir(exist_ok=True)
        (folder / table).hardlink_to(whole / table)
    seen = Archive(archive.folder)
    for receipt in archive.receipts.values():
        if receipt.handling == "public":
            seen.enter(receipt)
    opened = Store(folder, case.temporary / "duckdb")
    try:
        if is_all:
            opened.add("refused", received.refused_table(seen, found))
        else:
            before = given.before / PUBLIC if given.before and (given.before / PUBLIC).is_dir() else given.before
            _write_tables(opened, seen, found, replace(given, before=before), progress)
    finally:
        opened.close()


def _write_tables(opened: Store, archive: Archive, found: list[received.Release], given: Given, progress: Progress) -> None:
    total = len(STEPS) + 5
    for table in ("entries", "events", "share_rows", "snapshots", "messages", "set_aside", "issues"):
        _lend_parts(opened, table, found)
    opened.lend("parts", received.parts_table(found))
    opened.lend("unknown_columns", received.unknown_columns(found))
    whose = received.custodians(found, agencies.slug_in)
    named = agency_tables.custodians(((*whose[one.release_id], one.shown.path) for one in found), given.told.decisions)
    opened.lend("received", received.received_table(found, whose, {name: one.agency_id for name, one in named.items()}))
    opened.add("refused", received.refused_table(archive, found))
    opened.lend("names_decided", given.told.decisions.table())
    opened.run("ingest/whole_names")
    opened.run("ingest/listed_rows")
    progress("naming agencies", 1, total)
    agency_tables.write(opened, named, given.told)
    opened.add("documents", documents.table(given.documents, lambda name: given.told.decisions.resolve(name).agency_id))
    opened.run("ingest/typed")
    progress("reading reasons", 2, total)
    reason_tables.write(opened, decisions.answers(given.decisions))
    progress("writing entries", 3, total)
    _write_entries(opened, found)
    for number, (table, name) in enumerate(STEPS):
        progress(f"writing {table}", number + 4, total)
        for before in BEFORE.get(table, ()):
            opened.run(before)
        if table == "eras":
            eras.prepare(opened)
        if name:
            opened.make(table, name)
        else:
            decisions.write(opened, given.decisions)
            link.write(opened, given.before, given.made_with, {one.release_id: _stamp(one) for one in found}, given.build)
    opened.run("share/done")
    progress("judging", total, total)
    rules = law.lifted(law.with_own(given.rules), decisions.confirmed(given.decisions))
    by_law, by_detectors = law.asks(rules), detect.asks()
    facts.lend(opened, {subject: by_law.get(subject, []) + by_detectors.get(subject, []) for subject in facts.subjects()})
    judged = law.judge(opened, rules, frozenset(law.VERDICTS))
    opened.add("rules", tallied.table(rules, judged))
    told = [one for one in judged if one["verdict"] in law.OPEN] + detect.find(opened)
    findings.write(opened, told)
    opened.add("replies", replies.table(given.replies, {one["finding_id"] for one in told}))


def _write_entries(opened: Store, found: list[received.Release]) -> None:
    """Entries by custodian and time; a large release is a file of its own, so that it need not be sorted with the rest."""
    opened.run("ingest/entries")
    sizes = {release.release_id: sum(part["rows"] for part in release.parts) for release in found}
    first = sorted(sizes, key=lambda id: (-sizes[id], id))[:FEW]
    large = [one for one in found if sizes[one.release_id] > (SOME if one.release_id in first else LARGE)]
    for number, some in enumerate(_pieces([one for one in found if one not in large], sizes)):
        _lend_parts(opened, "entries", some)
        opened.make("entries", "ingest/entries_together", piece=f"together-{number}")
    for release in large:
        _lend_parts(opened, "entries", [release])
        opened.make("entries", "ingest/entries_large", piece=release.release_id)
    _lend_parts(opened, "entries", found)


def _pieces(found: list[received.Release], sizes: dict[str, int]) -> list[list[received.Release]]:
    """The releases in pieces that are each sorted in memory, in their order; one piece, maybe empty, where they are few."""
    pieces: list[list[received.Release]] = [[]]
    rows = 0
    for one in found:
        rows += sizes[one.release_id]
        if pieces[-1] and rows > TOGETHER:
            pieces.append([])
            rows = sizes[one.release_id]
        pieces[-1].append(one)
    return pieces


def _lend_parts(opened: Store, table: str, found: list[received.Release]) -> None:
    opened.lend_parts(table, (path for release in found for path in release.folder.glob(f"{table}-*.parquet")))


def _made_with(print_: str, case: Case) -> str:
    """Hash of the program, its readers, and what people said of names: what every entry depends on beside its release."""
    digest = hashlib.sha256(print_.encode())
    for item in sorted(Path(str(files("plainview"))).rglob("*")):
        if item.suffix in (".py", ".sql", ".toml", ".txt", ".npz"):
            digest.update(item.read_bytes())
    digest.update(kept.fingerprint(case.root))
    return digest.hexdigest()


def _stamp(release: received.Release) -> str:
    """Hash of what one release's entries are made from: who disclosed it, what was said of it, what was read in it."""
    return hashlib.sha256(repr((release.sightings, release.found, release.parts)).encode()).hexdigest()[:16]


def _generation_hash(archive: Archive, made_with: str, case: Case) -> str:
    digest = hashlib.sha256(made_with.encode())
    for receipt in archive.accepted() + archive.refused():
        digest.update(repr(receipt).encode())
    digest.update((case.root / "decisions.csv").read_bytes())
    for said in [case.root / documents.FILE, case.root / replies.FILE, *sorted(case.rules.rglob("*.toml"))]:
        digest.update(said.read_bytes() if said.exists() else b"")
    return digest.hexdigest()[:16]


def _sweep(case: Case, print_: str) -> None:
    """Remove what only an older version of the readers needed, and temporary files."""
    for room in ("parts", "recognised"):
        for folder in (case.warehouse / room).glob("*"):
            if folder.name != print_:
                shutil.rmtree(folder, ignore_errors=True)
    for leftover in case.warehouse.glob("gen-*.new"):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.rmtree(case.temporary, ignore_errors=True)
    case.temporary.mkdir(parents=True, exist_ok=True)


def publish(case: Case, generation: Path) -> Path:
    """Write the site of a generation, of what may be shown in it, into the case's site folder; return its first page."""
    public = generation / PUBLIC
    opened = Store(public if public.is_dir() else generation, case.temporary / "duckdb")
    try:
        opened.lend("alerts", listing.page_table(case.root))
        return site.publish(opened, case.site)
    finally:
        opened.close()


def renew(case: Case, key: bytes | None, today: date, progress: Progress) -> Path:
    """Tables and pages again from what the archive holds and what is said of it now; the site's first page."""
    done = take_in(case, [], Facts(today), key, progress)
    return publish(case, build(case, done.fingerprint, progress))
