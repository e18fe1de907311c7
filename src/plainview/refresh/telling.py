"""What a run did and what is named, as lines for a person and as objects for a program."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plainview.refresh.due import due_at
from plainview.refresh.noting import Line, Notes, stamp
from plainview.refresh.outcomes import outcomes
from plainview.refresh.running import Report
from plainview.refresh.sources import Source, Sources

SHOWN = 40


def told(report: Report) -> list[str]:
    """The lines that a person reads at the end of a run: what went wrong first, each with what to do."""
    lines = []
    for one in report.trouble[:SHOWN]:
        outcome = outcomes()[one.outcome]
        lines.append(f"{one.name}: {outcome.says}{f' ({one.why})' if one.why else ''}")
        if outcome.fix:
            lines.append(f"    fix: {outcome.fix}")
    if len(report.trouble) > SHOWN:
        lines.append(f"and {len(report.trouble) - SHOWN:,} more: see refresh/log.csv in the case")
    lines += [
        f"{one.name}: {outcomes()[one.outcome].says}{f' ({one.why})' if one.why else ''}" for one in report.archived[:SHOWN]
    ]
    if len(report.archived) > SHOWN:
        lines.append(f"and {len(report.archived) - SHOWN:,} more that are new or changed")
    if report.waiting:
        lines.append(
            f"{len(report.waiting):,} that came could not go in: another plainview was working on this case to the end; "
            "they wait in refresh/incoming for the next run"
        )
    same = sum(line.outcome in ("unchanged", "not_modified", "same_text") for line in report.lines)
    n = len(report.archived)
    lines.append(
        f"{report.n_due:,} of {report.n_sources:,} sources due: {n:,} new or changed, {same:,} as before, "
        f"{len(report.trouble):,} to look at, {len(report.later):,} left for a later run"
    )
    return lines


def as_object(report: Report) -> dict[str, Any]:
    """{"sources", "due", "fetches", "archived", "same", "trouble", "later", "waiting"}: counts, lists of lines of the log, and
    names of sources whose pages wait to go in."""
    return {
        "sources": report.n_sources,
        "due": report.n_due,
        "fetches": len(report.lines),
        "archived": [_line(one) for one in report.archived],
        "same": sum(line.outcome in ("unchanged", "not_modified", "same_text") for line in report.lines),
        "trouble": [_line(one) for one in report.trouble],
        "later": [_line(one) for one in report.later],
        "waiting": report.waiting,
    }


def row(source: Source, notes: Notes, now: datetime) -> dict[str, Any]:
    """One source as `refresh list` shows it. due: UTC instant of its next fetch, "" for one that is due now."""
    known = notes.of(source.name, source.url)
    due = due_at(source, notes)
    return {
        "name": source.name, "url": source.url, "agency": source.agency, "kind": source.kind,
        "every_hours": source.every.total_seconds() / 3600, "handling": source.handling, "local": source.local,
        "outcome": known.get("outcome", ""), "tried_at": known.get("tried_at", ""), "ok_at": known.get("ok_at", ""),
        "gone_since": known.get("gone_since", ""), "sha256": known.get("sha256", ""),
        "due": stamp(due) if due and due > now else "",
    }  # fmt: skip


def listed(sources: Sources, notes: Notes, now: datetime) -> list[str]:
    """A line a source: its name, what became of it last, and when it is due."""
    lines = []
    for source in sources.sources:
        one = row(source, notes, now)
        last = f"{outcomes()[one['outcome']].says}, {one['tried_at'][:10]}" if one["outcome"] else "never fetched"
        gone = f", gone since {one['gone_since']}" if one["gone_since"] else ""
        due = f"due {one['due'][:16]}Z" if one["due"] else "due now"
        lines.append(f"{source.name:<40} {source.kind:<8} {last}{gone}; {due}")
    return [*lines, f"{len(lines):,} sources, asked as {sources.contact}, {sources.pause:g} s between two requests to one site"]


def _line(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__slots__}
