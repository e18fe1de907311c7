"""Hold what was read against the truth of quirk files: row by row, cell by cell, and file by file."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from plainview.simulate.quirks import mail_checking
from plainview.simulate.quirks.planting import FILES, LINES

Table = dict[str, Any]
Ask = Callable[[str], Iterable[Table]]
# Issues of a row that say nothing about whether it was read rightly.
_OTHER_MATTERS = frozenset({"repeated_rows", "encoding_assumed"})
COLUMNS = (
    "vendor_id searcher_raw searched_at window_from window_to networks devices search_type reason_raw reason_state offense_raw "
    "case_raw case_state account_state plate_state filters_raw prompt_raw moderation"
).split()


@dataclass(slots=True)
class Report:
    """What came out. counts: outcome -> printed rows; by_quirk: (quirks of the file, outcome) -> printed rows.

    Outcomes: equal (as the truth has it), told (set aside, or named by an issue, where the truth lets it), unread (set aside
    or named, though it can be read), refused (the whole file, with a reason), wrong (read wrongly and nothing says so), lost
    (no entry, and nobody says so), invented (an entry made of a line that records no search).
    unbalanced: files whose rows are not used + quarantined + skipped. untold: (file, kinds of which none was
    told), of files of which some row is in use.
    mail: outcome -> messages (mail_checking.py).
    """

    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    by_quirk: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    unbalanced: list[str] = field(default_factory=list)
    untold: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    other_kind: list[tuple[str, str, str]] = field(default_factory=list)
    examples: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    mail: Counter[str] = field(default_factory=Counter)
    mail_examples: list[str] = field(default_factory=list, repr=False)

    @property
    def silent(self) -> int:
        """Rows and messages that are wrong without a word: the goal is none."""
        return sum(counts[name] for counts in (self.counts, self.mail) for name in ("wrong", "lost", "invented", "kept"))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one file. issues: (first row, last row, kind, column); kinds: those told of the file or of any row."""

    entries: dict[str, Table]
    aside: dict[str, tuple[str, str]]
    issues: list[tuple[int, int, str, str]]
    kinds: set[str]
    refusal: str


def check(truth: Path, ask: Ask) -> Report:
    """Compare. truth: the folder with the truth files. ask: gives the rows of a query of a case's tables as dicts."""
    report = Report()
    told_of_sets: dict[int, set[str]] = defaultdict(set)
    wanted: dict[int, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    releases = {row["sha256"]: row for row in ask("select * from releases")}
    refusals = {row["sha256"]: f"{row['kind']}: {row['why']}" for row in ask("select * from refused")}
    entries = _by_release(ask(f"select release_id, row_no, locator, {', '.join(COLUMNS)} from entries"))
    aside = _by_release(ask("select release_id, locator, fate, name from set_aside"))
    issues = _by_release(ask("select release_id, row_no, kind, column_name, value from issues"))
    with (truth / FILES).open(encoding="utf-8") as files, (truth / LINES).open(encoding="utf-8") as lines:
        lines_of = groupby(map(json.loads, lines), key=lambda line: line["file"])
        for text, (_, printed) in zip(files, lines_of, strict=True):
            facts = json.loads(text)
            release = releases.get(facts["sha256"])
            at = release["release_id"] if release else ""
            read = _Read(
                {row["locator"]: row for row in entries.get(at, ())},
                {row["locator"]: (row["fate"], row["name"]) for row in aside.get(at, ())},
                [_span(row) for row in issues.get(at, ()) if row["row_no"]],
                {row["kind"] for row in issues.get(at, ())},
                "" if release else refusals.get(facts["sha256"], ""),
            )
            _one_file(report, facts, printed, read)
            if release:
                _accounting(report, facts, release)
            told_of_sets[facts["set"]] |= read.kinds
            said = bool(read.refusal) or bool(release and not release["n_used"])  # every row is told of already
            wanted[facts["set"]] += [(facts["file"], tuple(kinds)) for kinds in facts["tells"] if not said]
    report.mail, report.mail_examples = mail_checking.check(truth, ask)
    report.untold = [
        (file, kinds) for number, asked in wanted.items() for file, kinds in asked if not told_of_sets[number] & set(kinds)
    ]
    return report


def locator(line: Table) -> str:
    """Where a printed line stands, as readers say it."""
    if line.get("page"):
        return f"page {line['page']} row {line['line']}"
    return f"sheet '{line['sheet']}' row {line['line']}" if line["sheet"] else f"line {line['line']}"


def _by_release(rows: Iterable[Table]) -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = defaultdict(list)
    for row in rows:
        found[row["release_id"]].append(row)
    return found


def _span(issue: Table) -> tuple[int, int, str, str]:
    """The rows that an issue speaks of: its own, or from there on as many as its value says (`12 rows, to line 40`)."""
    run = re.match(r"([\d,]+) rows, to ", issue["value"] or "")
    rows = int(run[1].replace(",", "")) if run else 1
    return issue["row_no"], issue["row_no"] + rows - 1, issue["kind"], issue["column_name"] or ""


def _accounting(report: Report, facts: Table, release: Table) -> None:
    used, aside = release["n_used"], release["n_quarantined"] + release["n_skipped"]
    if release["n_rows"] != used + aside or release["n_rows"] < facts["rows"]:
        report.unbalanced.append(
            f"{facts['file']}: {release['n_rows']} rows, {used} used, {aside} set aside, {facts['rows']} true"
        )
    if used and release["kind"] != facts["kind"]:  # network or organization audit is told by the rows in use
        report.other_kind.append((facts["file"], facts["kind"], release["kind"]))


def _one_file(report: Report, facts: Table, printed: Iterator[Table], read: _Read) -> None:
    report.files += 1
    seen: set[str] = set()
    for line in printed:
        where = locator(line)
        seen.add(where)
        outcome, why = _outcome(line, where, facts, read)
        if outcome:
            _count(report, facts, outcome, f"{facts['file']} {where}: {why}" if why else "")
    for where in sorted(set(read.entries) - seen):
        _count(report, facts, "invented", f"{facts['file']} {where}: no line of the file stands there")


def _count(report: Report, facts: Table, outcome: str, example: str) -> None:
    quirks = "+".join(facts["quirks"])
    report.counts[outcome] += 1
    report.by_quirk[quirks, outcome] += 1
    if example:
        report.examples.setdefault((quirks, outcome), example)


def _outcome(line: Table, where: str, facts: Table, read: _Read) -> tuple[str, str]:
    entry = read.entries.get(where)
    number = entry["row_no"] if entry else 0
    of_row = [(kind, column) for first, last, kind, column in read.issues if first <= number <= last]
    noticed = {kind: column for kind, column in of_row if kind not in _OTHER_MATTERS}
    if line["what"] != "row":
        return ("invented", f"{line['what']} became an entry") if entry and not noticed else ("", "")
    if read.refusal:
        return ("told" if line["want"] == "told" else "refused"), read.refusal
    fate, name = read.aside.get(where, ("", ""))
    may_be_told = line["want"] == "told"
    if entry is None:
        if fate == "quarantined":
            return ("told" if may_be_told else "unread"), f"quarantined as {name}"
        return "lost", f"skipped as {name}" if fate else "no entry and not set aside"
    differing = [(column, want, entry[column]) for column, want in line["entry"].items() if not _same(want, entry[column])]
    if not differing:
        return "equal", ""
    why = "; ".join(f"{column} is {got!r}, true is {want!r}" for column, want, got in differing[:4])
    if may_be_told:  # the row is not what it seems, and a word about any cell of it says so
        return ("told" if noticed else "wrong"), why
    if "" in noticed.values() or {column for column, *_ in differing} <= set(noticed.values()):
        return "unread", f"{', '.join(sorted(noticed))}; {why}"
    return "wrong", why


def _same(wanted: Any, got: Any) -> bool:
    """Whether a cell is right. A list names several right readings; nothing and the empty text are one."""
    if isinstance(wanted, list):
        return any(_same(one, got) for one in wanted)
    if isinstance(got, datetime):
        got = got.isoformat(timespec="milliseconds")
    if isinstance(wanted, str) and isinstance(got, str):
        return wanted == got or (wanted.strip() == got.strip() and wanted.strip() != "")
    return (wanted or None) == (got or None) if not isinstance(wanted, int) else wanted == got
