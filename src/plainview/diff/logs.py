"""Two productions of one log: counts, changes by column and examples, and the same in sentences."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.diff.words import many

Row = dict[str, Any]
_MEANT = {
    "masked": "hidden in the second",
    "unmasked": "shown in the second only",
    "replaced": "replaced by another",
    "hidden_otherwise": "hidden in both, in another way",
}
_NAMES = {"search_type": "search type", "offense": "offence", "case": "case number"}


def log(pair: Row, tables: dict[str, list[Row]]) -> dict[str, Any]:
    """Everything about one pair of productions, from its rows of the tables below sql/diff."""
    counts = tables["diff/counts"][0] if tables["diff/counts"] else dict.fromkeys(("n_a", "n_b", "n_twins"), 0)
    columns = [
        {"column": row["name"], "change": row["change"], "how": row["how"], "n": row["n"]} for row in tables["diff/columns"]
    ]
    labels = [{label.strip() for label in (pair[f"{side}_header"] or "").split("|") if label.strip()} for side in ("a", "b")]
    examples = [
        {
            "column": row["name"], "change": row["change"],
            "a": _at(pair["a_id"], row["a_row"], row["a_locator"]), "b": _at(pair["b_id"], row["b_row"], row["b_locator"]),
            "a_value": _shown(row["a_value"]), "b_value": _shown(row["b_value"]),
        }
        for row in tables["diff/examples"]
    ]  # fmt: skip
    out = {
        "counts": counts, "columns": columns, "examples": examples,
        "columns_gone": sorted(labels[0] - labels[1]), "columns_come": sorted(labels[1] - labels[0]),
    }  # fmt: skip
    return out | {"sentences": _log_told(out), "n_changes": _n_log(out)}


def _at(release_id: str, row_no: int | None, locator: str | None) -> dict[str, str] | None:
    return None if row_no is None else {"entry": f"{release_id}:{row_no}", "locator": locator or ""}


def _shown(text: str | None) -> str | None:
    return None if text is None else redact.printed(text)


def _n_log(out: dict[str, Any]) -> int:
    counts = out["counts"]
    n_rows: int = sum(counts.get(name, 0) for name in ("n_missing", "n_added", "n_changed", "n_breaks"))
    return n_rows + len(out["columns_gone"]) + len(out["columns_come"])


def _log_told(out: dict[str, Any]) -> list[str]:
    n = out["counts"]
    if not n["n_twins"]:
        return [f"None of the {n['n_a']:,} entries of the first is found among the {n['n_b']:,} of the second."]
    said = [
        f"{n['n_twins']:,} entries stand in both ({n['n_a']:,} in the first, {n['n_b']:,} in the second), "
        f"{n['n_by_id']:,} of them found by id, {n['n_by_all']:,} by all that is printed, {n['n_by_key']:,} by time and reach."
    ]
    said.append(
        f"In the days both cover, {many(n['n_missing'], 'entry is', 'entries are')} missing from the second and "
        f"{many(n['n_added'], 'is', 'are')} in the second only."
    )
    for k, which in ((n["n_a_outside"], "first"), (n["n_b_outside"], "second")):
        if k:
            said.append(
                f"{many(k, 'entry', 'entries')} of the {which} {'is' if k == 1 else 'are'} of days that the other does not cover."
            )
    totals: dict[tuple[str, str], int] = {}
    for row in out["columns"]:
        totals[(row["column"], row["change"])] = totals.get((row["column"], row["change"]), 0) + row["n"]
    for (column, change), k in sorted(totals.items(), key=lambda item: -item[1]):
        often = "in every entry" if k == n["n_twins"] else f"in {many(k, 'entry', 'entries')}"
        said.append(f"The {_NAMES.get(column, column)} is {_MEANT[change]} {often}.")
    if out["columns_gone"]:
        said.append(f"Columns that the second lacks: {', '.join(out['columns_gone'])}.")
    if out["columns_come"]:
        said.append(f"Columns that only the second has: {', '.join(out['columns_come'])}.")
    if n["n_breaks"]:
        times = many(n["n_breaks"], "time", "times")
        said.append(f"The order differs: read in the order of the first, the second goes backwards {times}.")
    if not n["n_changed"] and not n["n_missing"] and not n["n_added"]:
        said.append("No cell differs.")
    return said
