"""Drawing a sample, and enlarging it: the list is fixed first, then the seed is told, then the lowest draw numbers are taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview import __version__
from plainview.case import Case, locked
from plainview.decisions.row import plain
from plainview.errors import UserError, UserErrors
from plainview.sampling import files, frame, record, sheet
from plainview.sampling.planning import size_for
from plainview.sampling.record import Record, Round, counts_of
from plainview.sampling.sheet import Drawn
from plainview.sampling.strata import load

SIZE, MINIMUM, ALPHA = 300, 20, 0.05
_SEED = re.compile(r"[0-9]{10,100}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for; None or "" is not said: as recorded, or the usual. size: searches in all, those drawn before too.

    per_stratum: so many of each stratum, instead of size and minimum. bound: instead of a size, the share of violations that the
    sample shall stay below if it finds none. strata: a file of strata.
    """

    from_on: date | None = None
    to_on: date | None = None
    agency: str = ""
    is_log: bool | None = None
    question: str = ""
    seed: str = ""
    size: int | None = None
    minimum: int | None = None
    per_stratum: int | None = None
    looks: int | None = None
    bound: float | None = None
    strata: Path | None = None


def draw(case: Case, name: str, asked: Asked, today: date) -> tuple[Record, int]:
    """Fix the list (without a seed), draw, or enlarge; the record, and how many searches were added to the sheet.

    The same call again changes nothing, but completes what a killed run left unfinished.

    Raises:
        UserErrors: what is asked for is not in order, differs from what is recorded, or would make the sample smaller.
    """
    folder = files.folder_of(case, name)
    _check(asked)
    with locked(case):
        known = record.read(folder / files.RECORD)
        if known is None:
            known = _framed(case, name, asked, today)
        else:
            _agree(case, known, asked, folder)
        if asked.seed and not known.seed:
            known = replace(known, seed=seed_of(asked.seed), seed_told="later")
        if not known.seed:
            return known, 0
        known = _enlarged(known, asked, today)
        drawn = drawn_of(folder, known)
        lines, n_new = _sheeted(case, folder / files.SHEET, drawn)
        files.write(folder / files.RECORD, record.written(known))
        if n_new:
            files.write(folder / files.SHEET, sheet.text_of(lines))
        return known, n_new


def drawn_of(folder: Path, known: Record) -> list[Drawn]:
    """Every drawn search in the order of its number, from the recorded list and seed alone."""
    if not known.rounds:
        return []
    ids = [one.id for one in known.strata]
    counts = dict(zip(ids, known.n_drawn, strict=True))
    lowest = frame.lowest(frame.read(folder / files.FRAME, known.frame_sha256), known.seed, counts)
    if any(len(lowest[id_]) != n for id_, n in counts.items()):
        raise UserError(
            str(folder / files.RECORD), "names more searches of a stratum than its list holds", "restore it from a copy"
        )
    drawn: list[Drawn] = []
    before = (0,) * len(ids)
    for one in known.rounds:
        for id_, low, high in zip(ids, before, one.n_drawn, strict=True):
            drawn += [Drawn(len(drawn) + at, name, id_) for at, name in enumerate(lowest[id_][low:high], start=1)]
        before = one.n_drawn
    return drawn


def seed_of(text: str) -> str:
    """The figures of a seed, without blanks and commas. UserError if it is none."""
    digits = re.sub(r"[ ,-]", "", text.strip())
    if not _SEED.fullmatch(digits):
        fix = "throw a ten-sided die 20 times in public and write down the figures, such as 40825173960412875533"
        raise UserError(f"--seed {text[:60]}", "is no text of 10 to 100 figures", fix)
    return digits


def _check(asked: Asked) -> None:
    errors = []
    for option, value, least in (("size", asked.size, 1), ("minimum", asked.minimum, 1), ("per-stratum", asked.per_stratum, 1),
                                 ("looks", asked.looks, 1)):  # fmt: skip
        if value is not None and value < least:
            errors.append(UserError(f"--{option} {value}", "is too small", f"write {least} or more"))
    if sum(value is not None for value in (asked.size, asked.per_stratum, asked.bound)) > 1:
        errors.append(UserError("--size, --per-stratum, --bound", "each say how many to draw", "give one of them"))
    if asked.per_stratum and asked.minimum:
        errors.append(UserError("--per-stratum", "cannot be had with --minimum", "leave out one of them"))
    if asked.from_on and asked.to_on and asked.from_on > asked.to_on:
        errors.append(
            UserError(f"--from {asked.from_on} --to {asked.to_on}", "ends before it begins", "write the first day first")
        )
    if asked.seed:
        try:
            seed_of(asked.seed)
        except UserError as error:
            errors.append(error)
    if len(asked.question) > sheet.LONGEST:
        errors.append(UserError("--question", f"has {len(asked.question):,} letters", f"ask it in at most {sheet.LONGEST:,}"))
    if errors:
        raise UserErrors(errors)


def _framed(case: Case, name: str, asked: Asked, today: date) -> Record:
    """Fix the list and write it down, before any seed is known to us."""
    if asked.from_on is None or asked.to_on is None:
        raise UserError(f"sample {name}", "names no period", "give --from and --to, such as --from 2025-01-01 --to 2025-12-31")
    if asked.is_log and not asked.agency:
        raise UserError("--log", "needs an agency", "name whose log it is with --agency")
    strata = load(asked.strata)
    agency_id, agency = frame.agency_named(case, asked.agency) if asked.agency else ("", "")
    whole = frame.found(case, frame.Period(asked.from_on, asked.to_on, agency_id, bool(asked.is_log)), strata)
    if not sum(whole.sizes):
        fix = "look at the page Coverage for the days that are held; --log asks for the searches of an agency's log"
        raise UserError(f"--from {asked.from_on} --to {asked.to_on}", "holds no search", fix)
    made = Record(
        name, plain(asked.question), asked.from_on, asked.to_on, "log" if asked.is_log else "searches", agency_id, plain(agency),
        today, __version__, sum(whole.sizes), whole.n_undated, whole.ids_sha256, whole.sha256,
        0 if asked.per_stratum else asked.minimum or MINIMUM, asked.per_stratum or 0, 0, asked.looks or 1, "", "", tuple(strata),
        whole.sizes, (),
    )  # fmt: skip
    if not made.per_stratum and (asked.size or asked.bound):
        made = replace(made, planned=asked.size or _first_size(made, asked))
    _check_size(made, made.planned or made.n_frame)
    if asked.seed:
        made = replace(made, seed=seed_of(asked.seed), seed_told="with_list")
    folder = files.folder_of(case, name)
    files.write(folder / files.FRAME, whole.text)
    files.write(folder / files.RECORD, record.written(made))
    return made


def _agree(case: Case, known: Record, asked: Asked, folder: Path) -> None:
    """UserErrors for each setting that is said and is not the one that is recorded."""
    agency_id = frame.agency_named(case, asked.agency)[0] if asked.agency else ""
    whose = None if asked.is_log is None else "log" if asked.is_log else "searches"
    said: list[tuple[str, object, object]] = [
        ("--from", asked.from_on, known.from_on), ("--to", asked.to_on, known.to_on), ("--agency", agency_id, known.agency_id),
        ("--log", whose, known.whose), ("--question", plain(asked.question), known.question),
        ("--seed", seed_of(asked.seed) if asked.seed and known.seed else "", known.seed),
        ("--minimum", asked.minimum, known.minimum),
        ("--looks", asked.looks, known.looks),
        ("--strata", tuple(load(asked.strata)) if asked.strata else None, known.strata),
    ]  # fmt: skip
    fix = "draw a sample of another name, or leave the option out to go on with this one"
    errors = []
    for option, value, recorded in said:
        if value not in (None, "") and value != recorded:
            told = "others" if option == "--strata" else recorded or "none"
            errors.append(UserError(f"{folder / files.RECORD}, {option} {'' if option == '--strata' else value}".rstrip(),
                                    f"differs from what the sample was begun with ({told})", fix))  # fmt: skip
    if known.per_stratum and (asked.size or asked.bound):
        errors.append(UserError("--size or --bound", f"the sample takes {known.per_stratum} of each stratum", fix))
    if known.rounds and asked.bound:
        told = f"see how much more to read with `plainview sample estimate {known.name} --bound {asked.bound:g}`, and give --size"
        errors.append(UserError("--bound", "sets the size of the first draw, and the sample is drawn", told))
    if asked.per_stratum and not known.per_stratum:
        errors.append(UserError(f"--per-stratum {asked.per_stratum}", "the sample is shared out by --size", fix))
    if errors:
        raise UserErrors(errors)


def _enlarged(known: Record, asked: Asked, today: date) -> Record:
    """The record with one round more, if more is asked for than is drawn."""
    option, amount = ("--per-stratum", asked.per_stratum) if known.per_stratum else ("--size", asked.size)
    before = known.n_drawn
    if amount is None and known.rounds:
        return known
    amount = amount or known.per_stratum or _first_size(known, asked)
    counts = counts_of(known, amount)
    _check_size(known, amount)
    if any(new < old for new, old in zip(counts, before, strict=True)):
        fix = f"ask for {sum(before):,} or more in all: what is drawn stays drawn"
        raise UserError(f"{option} {amount}", f"is less than the {sum(before):,} that are drawn", fix)
    if counts == before:
        return known
    each_ = amount if known.per_stratum else 0
    return replace(known, per_stratum=each_, rounds=(*known.rounds, Round(today, __version__, counts)))


def _check_size(known: Record, amount: int) -> None:
    """UserError if a sample of this size cannot hold what its rule asks for."""
    needed = min(sum(counts_of(known, 0)), known.n_frame)
    if not known.per_stratum and amount < needed:
        fix = f"ask for {needed:,} or more, or begin with a smaller --minimum"
        raise UserError(f"--size {amount}", f"is too small for {known.minimum} of each stratum", fix)


def _first_size(known: Record, asked: Asked) -> int:
    """How many to draw first: by the bound asked for, as planned when the list was fixed, or the usual number."""
    if asked.bound:
        return max(size_for(known, asked.bound, ALPHA), sum(counts_of(known, 0)))
    return known.planned or max(SIZE, sum(counts_of(known, 0)))


def _sheeted(case: Case, path: Path, drawn: list[Drawn]) -> tuple[list[dict[str, str]], int]:
    """The lines of the sheet, those that are on it as people left them, and how many are new."""
    lines = {line.cells["sample_no"]: line.cells for line in sheet.answered(path, drawn, True)} if path.exists() else {}
    new = [one for one in drawn if str(one.number) not in lines]
    found = _looked_up(case, [one.search_id for one in new]) if new else {}
    gone = [one.search_id for one in new if one.search_id not in found]
    if gone:
        fix = "the records were linked anew since the list was fixed: draw a new sample under another name"
        raise UserError(str(path), f"{len(gone):,} drawn searches are no longer in the case, such as {gone[0]}", fix)
    lines |= {str(one.number): sheet.cells_of(one, found[one.search_id]) for one in new}
    return [lines[str(one.number)] for one in drawn], len(new)


def _looked_up(case: Case, ids: list[str]) -> dict[str, dict[str, Any]]:
    store = frame.opened(case)
    try:
        store.lend("sample_drawn", pa.table({"search_id": pa.array(ids, pa.string())}))
        return {str(row["search_id"]): row for row in store.rows("sample/drawn")}
    finally:
        store.close()
