"""Samples as lines for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plainview.sampling.record import Record

_Row = Mapping[str, Any]


def told_draw(known: Record, n_new: int, folder: str) -> list[str]:
    """What a draw did, and what comes next."""
    lines = [f"{_whose(known.agency, known.whose)} from {known.from_on} to {known.to_on}: {known.n_frame:,} searches"]
    lines.append(f"list {folder}/frame.csv, SHA-256 {known.frame_sha256}")
    if known.n_undated:
        lines.append(f"{known.n_undated:,} searches of the case have no day that can be read and stand in no period")
    if not known.seed:
        lines.append(
            "nothing is drawn yet: tell the SHA-256, throw a die in public, and run the same command with --seed FIGURES"
        )
        return [*lines, *_strata_lines([one.title for one in known.strata], {"searches": known.sizes})]
    lines.append(f"seed {known.seed}" + (", given when the list was fixed" if known.seed_told == "with_list" else ""))
    columns = {"searches": known.sizes, "drawn": known.n_drawn}
    lines += _strata_lines([one.title for one in known.strata], columns)
    added = f"{n_new:,} searches were added to" if n_new else "nothing was added to"
    return [*lines, f"{added} {folder}/sheet.csv: write ok, violation or unclear into its column answer"]


def told_show(found: _Row) -> list[str]:
    """One sample as it stands."""
    lines = [f"{found['name']}: {_whose(found['agency'], found['whose'])} from {found['from_on']} to {found['to_on']}"]
    if found["question"]:
        lines.append(f"question: {found['question']}")
    lines.append(f"list of {found['n_frame']:,} searches fixed on {found['framed_on']}, SHA-256 {found['frame_sha256']}")
    now = found["now"]
    if not now["is_same"]:
        lines.append(
            f"the case now holds {now['n_frame']:,} such searches, not the same ones: the sample speaks of the list alone"
        )
    if not found["rounds"]:
        lines.append("nothing is drawn yet: give --seed")
    else:
        lines.append(f"seed {found['seed']}" + (", given when the list was fixed" if found["seed_told"] == "with_list" else ""))
    for number, one in enumerate(found["rounds"], start=1):
        lines.append(f"draw {number} on {one['drawn_on']}: {sum(one['n_drawn']):,} searches in all")
    rows = found["strata"]
    columns = {name: [row[f"n_{key}"] for row in rows] for name, key in _COUNTS.items()}
    lines += _strata_lines([row["title"] for row in rows], columns)
    return (
        [*lines, "checked: the list is the recorded one, and every line of the sheet is drawn by the seed"]
        if found["rounds"]
        else lines
    )


def told_list(rows: Sequence[_Row]) -> list[str]:
    """The samples of a case, a line each."""
    lines = []
    for row in rows:
        state = f"{row['n_drawn']:,} of {row['n_frame']:,} drawn with seed {row['seed']}" if row["n_drawn"] else "not drawn yet"
        lines.append(f"{row['name']}: {_whose(row['agency'], row['whose'])} from {row['from_on']} to {row['to_on']}, {state}")
    return lines or ["the case holds no sample: begin one with `plainview sample draw NAME --from DAY --to DAY`"]


def told_estimate(found: _Row) -> list[str]:
    """What a sample says, in sentences that say what they rest on."""
    record, whole, sure = found["record"], found["all"], f"{found['confidence']:g} %"
    n_all, bounds, rate = whole["n_all"], whole["bounds"], whole["rate"]
    lines = [f"{record['name']}: {_whose(record['agency'], record['whose'])} from {record['from_on']} to {record['to_on']},"
             f" {n_all:,} searches, {whole['n_drawn']:,} drawn"]  # fmt: skip
    if record["question"]:
        lines.append(f"question: {record['question']}")
    rows = found["strata"]
    columns: dict[str, Sequence[Any]] = {name: [row[f"n_{key}"] for row in rows] for name, key in _COUNTS.items()}
    columns["at most"] = [_part(row["bounds"]["most"], row["n_all"]) for row in rows]
    lines += _strata_lines([row["title"] for row in rows], columns)
    open_ = whole["n_unclear"] + whole["n_unread"]
    if open_:
        lines.append(
            f"{whole['n_unread']:,} unread and {whole['n_unclear']:,} unclear searches count against each statement below"
        )
        lines.append(
            f"violations: {_percent(rate['best'])} of the searches if those are in order, {_percent(rate['worst'])} if not"
        )
    else:
        lines.append(f"violations: {_percent(rate['best'])} of the searches, as far as the sample shows")
    most, low, high = bounds["most"], bounds["low"], bounds["high"]
    lines.append(
        f"at most {most:,} of the {n_all:,} searches ({_share(most, n_all)}) are violations; this holds with {sure} confidence"
    )
    lines.append(f"between {low:,} and {high:,} ({_share(low, n_all)} to {_share(high, n_all)}) are; this too holds with {sure}")
    if bounds["most_if_ok"] != most:
        ok = bounds["most_if_ok"]
        lines.append(f"at most {ok:,} ({_share(ok, n_all)}) if all that is unread or unclear should be in order")
    lines += _looks(found)
    return lines + (_more_lines(found["more"], whole["n_unread"] < whole["n_drawn"]) if found["more"] else [])


_COUNTS = {"searches": "all", "drawn": "drawn", "ok": "ok", "violation": "violation", "unclear": "unclear", "unread": "unread"}


def _looks(found: _Row) -> list[str]:
    planned, n = found["record"]["looks"], found["n_looks"]
    if n > planned:
        joint = max(0.0, 100 - n * found["alpha"] * 100)
        return [
            f"drawn {n} times, planned for {planned}: who read on because of what was seen has {joint:g} % confidence, not more"
        ]
    return [f"the confidence is shared over {planned} planned looks at growing samples"] if planned > 1 else []


def _more_lines(more: _Row, is_begun: bool) -> list[str]:
    asked = _percent(more["bound"])
    if more["is_reached"]:
        return [f"the bound asked for, {asked}, is reached"]
    lines = [f"to show that at most {asked} are violations:"]
    cases = [("none_found", "no further violation is found"), ("same_rate", "violations go on at the rate found so far")]
    for key, when in cases[: 1 + is_begun]:
        one = more[key]
        if one is None:
            lines.append(f"  if {when}: no size will do; what is unclear counts as a violation")
        else:
            new = f", {one['n_new']:,} of them new (--{more['option'].replace('_', '-')} {one['amount']})" if one["n_new"] else ""
            lines.append(f"  if {when}: read {one['n_more']:,} more{new}")
    return lines


def _strata_lines(titles: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """A table: the strata's titles and their figures."""
    cells = {name: [value if isinstance(value, str) else f"{value:,}" for value in values] for name, values in columns.items()}
    wide = {name: max(len(name), *map(len, values)) for name, values in cells.items()}
    first = max(len("stratum"), *map(len, titles))
    lines = [f"  {'stratum':{first}}  " + "  ".join(f"{name:>{wide[name]}}" for name in cells)]
    for at, title in enumerate(titles):
        lines.append(f"  {title:{first}}  " + "  ".join(f"{values[at]:>{wide[name]}}" for name, values in cells.items()))
    return lines


def _whose(agency: str, whose: str) -> str:
    if not agency:
        return "searches of every agency"
    return f"searches in the log of {agency}" if whose == "log" else f"searches by {agency}"


def _part(part: int, whole: int) -> str:
    return f"{part:,} ({_share(part, whole)})" if whole else "0"


def _share(part: int, whole: int) -> str:
    return _percent(part / whole)


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %"
