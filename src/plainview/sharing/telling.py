"""Answers about sharing as lines for a person: certainty first, then the agency, then the records it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
_CHANGE = {"added": "came", "removed": "went", "changed": "changed"}
_KIND = {
    "used_unlisted": "searched, though not on the owner's lists of about that day",
    "removed_still_used": "searched after it went from the owner's list",
    "used_after_deleted": "searched after a log ended the share",
    "listed_after_deleted": "listed after a log ended the share",
    "one_sided": "listed by one side, not on the other's list of about that day",
}
_MEANS = {
    "shown": "a record of that day shows it",
    "between": "records before and after show it, none between denies it",
    "last": "the last record before shows it, nothing later is held",
    "denied": "the records show that there was none",
    "unknown": "the records do not tell; that is not a no",
}


def told(found: Row) -> list[str]:
    """Any answer of this room as lines. The first says what was asked, the last what the answer cannot know."""
    return _TELL[found["question"]](found)


def _day_told(found: Row) -> list[str]:
    whose, is_who = found["agency"]["name"], found["question"] == "who"
    lines = [f"who could search the cameras of {_plain(whose)}" if is_who else f"whose cameras {_plain(whose)} could search"]
    lines[0] += f" on {found['day']}:"
    side = "to" if is_who else "from"
    for row in found["answers"]:
        if row["certainty"] != "denied" or row["disagree"]:
            lines.append(f"  {row['certainty']:<8} {_named(row, side)}{_rests_on(row)}")
    lines += [f"{n} {certainty}: {_MEANS[certainty]}" for certainty, n in found["counts"].items() if n]
    return [*lines, "Agencies that no record ever names are not counted: of them nothing is known."]


def _named(row: Row, side: str) -> str:
    level = row[f"{side}_level"]
    return _plain(row[f"{side}_name"]) + (f" [{level}]" if level in ("federal", "private") else "")


def _rests_on(row: Row) -> str:
    parts = [f"{one['basis']} {one['on']}, {_where(one)}" for one in row["shown"]]
    if row["quiet_log"]:
        parts.append(f"and the log {_plain(row['quiet_log']['file'])} covers the day and tells of no change")
    told = f": {'; '.join(parts)}" if parts else ""
    if row["disagree"] and row["denied"]:
        told += f" -- sources disagree: {row['denied']['basis']} {row['denied']['on']}, {_where(row['denied'])} has it not"
    return told


def _where(one: Row) -> str:
    return f"{_plain(one['file'])} {one['release_id']}" + (f":{one['row_no']}" if one["row_no"] is not None else "")


def _changes_told(found: Row) -> list[str]:
    lines = [f"{len(found['changes'])} changes between {found['from_on']} and {found['to_on']}"]
    for row in found["changes"]:
        when = f"on {row['to_on']}" if row["basis"] == "event" else f"between {row['from_on']} and {row['to_on']}"
        again = " (the same agency is on the other list under another name)" if row["renamed"] else ""
        pair = f"{_plain(row['to_name'])} at {_plain(row['from_name'])}"
        at = "after" if row["change"] == "added" else "before"
        file, release, number = row[f"{at}_file"], row[f"{at}_release_id"], row[f"{at}_row_no"]
        lines.append(
            f"  {_CHANGE[row['change']]:<7} {when}: {pair}, printed {_plain(row['partner_raw'])}{again}; "
            f"{row['basis']}, {_plain(file)} {release}:{number}"
        )
    return [
        *lines,
        "A name that goes may be a partner renamed by the vendor; a list that could not be read is compared with nothing.",
    ]


def _cuts_told(found: Row) -> list[str]:
    lines = [f"{len(found['cuts'])} lists shrank by {found['least']} names or more between two captures"]
    for row in found["cuts"]:
        way = "who may search its cameras" if row["direction"] == "outbound" else "whose cameras it may search"
        lines.append(
            f"  {_plain(row['name'])}, {way}: {row['n_before']} on {row['from_on']}, {row['n_after']} on {row['to_on']} "
            f"({row['n_gone']} went, {row['n_come']} came); {_plain(row['before_file'])} {row['before_release_id']}, "
            f"{_plain(row['after_file'])} {row['after_release_id']}"
        )
    return [*lines, "A page that shows only a part of its list looks like a cut; both files are kept as they were."]


def _pairs_told(found: Row) -> list[str]:
    lines = [f"{len(found['pairs'])} shares that one side lists and the other does not, by the lists nearest to {found['day']}"]
    for row in found["pairs"]:
        other = "searcher" if row["listed_by"] == "owner" else "owner"
        shown = f"{_plain(row['shown_file'])} {row['shown_release_id']}:{row['shown_row_no']}"
        lines.append(
            f"  {_plain(row['from_name'])} lets {_plain(row['to_name'])} search: the {row['listed_by']} lists it on "
            f"{row['shown_on']} ({shown}), the {other}'s list of {row['denied_on']} does not "
            f"({_plain(row['denied_file'])} {row['denied_release_id']})"
        )
    return [*lines, "Lists lag by a week, and a page need not name every partner."]


def _contradictions_told(found: Row) -> list[str]:
    lines = [f"{len(found['contradictions'])} places where records do not agree"]
    for row in found["contradictions"]:
        days = f"{row['n_days']} days to {row['last_on']}" if row["n_days"] > 1 else "1 day"
        lines += [
            f"  {_plain(row['to_name'])} at {_plain(row['from_name'])}: {_KIND[row['kind']]}",
            f"    shown {row['shown_on']} ({days}), {_plain(row['shown_file'])} {row['shown_release_id']}:{row['shown_row_no']}; "
            f"not by {row['denied_on']}, {_plain(row['denied_file'])} {row['denied_release_id']}",
            f"    {row['innocent']}",
        ]
    return lines


def _reach_told(found: Row) -> list[str]:
    whose = found["agency"]
    marks = [
        mark for mark in (whose["state"], whose["level"], "on a 287(g) list that day" if whose["on_287g_list"] else "") if mark
    ]
    lines = [f"{_plain(whose['name'])} ({', '.join(marks)}) on {found['day']}"]
    lines.append(f"could search the cameras of {found['counts']['direct']} agencies:")
    for row in found["direct"]:
        away = " [another state]" if row["out_of_state"] else ""
        lines.append(f"  {row['certainty']:<8} {_named(row, 'from')}{away}{_rests_on(row)}")
    lines.append(f"exposure: the cameras of {found['counts']['exposure']} more agencies are one partner away")
    for row in found["exposure"]:
        named = ", ".join(_plain(one["name"]) for one in row["partners"][:3])
        more = f" and {row['n_partners'] - 3} more" if row["n_partners"] > 3 else ""
        lines.append(f"  {row['certainty']:<8} {_plain(row['owner_name'])}, through {named}{more}")
    return [
        *lines,
        "Exposure is not access: somebody at the partner would have to run the search for it, and no record here says so.",
    ]


def _plain(text: object) -> str:
    """Text of strangers on one line, without signs that steer a terminal."""
    return "".join(one if one.isprintable() else " " for one in str(text or ""))


_TELL: dict[str, Callable[[Row], list[str]]] = {
    "who": _day_told, "whom": _day_told, "changed": _changes_told, "cuts": _cuts_told, "one-sided": _pairs_told,
    "contradictions": _contradictions_told, "reach": _reach_told,
}  # fmt: skip
