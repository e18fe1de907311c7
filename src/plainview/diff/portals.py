"""Two captures of one portal: labelled values, sharing lists and sessions, and what of them changed in sentences."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.diff.words import many

Row = dict[str, Any]
MOVING = ("searches", "vehicles", "unique_vehicles", "hits")  # figures of the last 30 days: they differ at each refresh


def page(tables: dict[str, list[Row]]) -> dict[str, Any]:
    """Two captures of one portal page or sharing list: which values and partners differ."""
    fields = [
        {
            **row, "old_words": redact.printed(row["old_words"] or ""), "new_words": redact.printed(row["new_words"] or ""),
            "moves": row["field"] in MOVING and row["change"] == "changed",
        }
        for row in tables["diff/fields"]
    ]  # fmt: skip
    moving, others = [row for row in fields if row["moves"]], [row for row in fields if not row["moves"]]
    sharing = [
        {"direction": row["direction"], "partner": redact.name(row["partner"]), "change": row["change"]}
        for row in tables["share/changes"]
    ]
    said = [f"{row['field'].replace('_', ' ').capitalize()} {_field_told(row)}." for row in others]
    for row in tables["diff/lists"]:
        whom = "may search its cameras" if row["direction"] == "outbound" else "let it search theirs"
        if row["n_a"] is None or row["n_b"] is None:
            said.append(f"Only one of the two has a list of agencies that {whom}; that says nothing about the agencies on it.")
            continue
        moves = [one["change"] for one in sharing if one["direction"] == row["direction"]]
        if moves:
            lost, gained = moves.count("removed"), moves.count("added")
            said.append(f"The list of agencies that {whom} lost {lost} and gained {gained} (from {row['n_a']} to {row['n_b']}).")
    labels = [
        {"field": row["field"], "old_label": redact.printed(row["old_label"]), "new_label": redact.printed(row["new_label"])}
        for row in tables["diff/labels"]
    ]
    forms = [{"old": row["old_form"], "new": row["new_form"]} for row in tables["diff/forms"]]
    gaps = [{"what": "search_audit", "side": row["side"]} for row in tables["diff/audit_gaps"]]
    said += [
        f"{row['field'].replace('_', ' ').capitalize()} has another label: “{row['new_label']}”, before “{row['old_label']}”."
        for row in labels
    ]
    said += [f"The page is laid out in another way ({row['new']}, before {row['old']})." for row in forms]
    out = {
        "fields": fields, "labels": labels, "layout": forms, "gaps": gaps, "lists": tables["diff/lists"], "sharing": sharing,
        "n_changes": len(others) + len(sharing) + len(labels) + len(forms),
    }  # fmt: skip
    for row in gaps:
        said.append(
            f"Both name a public search audit, but the file of the {row['side']} is not held: a gap in what was saved, no change."
        )
    if moving:
        told_of = ", ".join(f"{row['field'].replace('_', ' ')} {_field_told(row).removeprefix('changed ')}" for row in moving)
        said.append(f"Figures of the last 30 days moved, as they do at each refresh: {told_of}.")
    return out | {"sentences": said or ["Nothing that is compared differs."]}


def _field_told(row: Row) -> str:
    if row["change"] == "came":
        return "is in the second only"
    if row["change"] == "gone":
        return "is in the first only"
    if row["old_number"] is not None and row["new_number"] is not None:
        return f"changed from {_number(row['old_number'])} to {_number(row['new_number'])}"
    return "has another text"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def sessions(tables: dict[str, list[Row]]) -> dict[str, Any]:
    """Two captures of one portal's file of sessions; ids that were drawn anew stand apart from sessions that are gone."""
    counts = tables["diff/sessions"][0]
    every = [
        {name: str(row[name]) if name.endswith("_at") and row[name] is not None else row[name] for name in
         ("old_id", "old_at", "old_networks", "new_id", "new_at", "new_networks", "hour_at")}
        for row in tables["link/redrawn"]
    ]  # fmt: skip
    redrawn, gone = [row for row in every if row["new_id"]], [row for row in every if not row["new_id"]]
    said = [
        f"The first lists {many(counts['n_a'], 'session', 'sessions')}, the second {counts['n_b']:,}; "
        f"{counts['n_stay']:,} ids stand in both, {counts['n_aged_out']:,} aged out, {counts['n_newer']:,} are newer.",
    ]
    if redrawn:
        said.append(
            f"{many(len(redrawn), 'id was', 'ids were')} drawn anew for the same hour and reason: the vendor does so at each "
            "refresh, and no session is gone for it."
        )
    if counts["n_edited"]:
        said.append(f"{many(counts['n_edited'], 'id has', 'ids have')} other values than before.")
    lost = many(len(gone), "session is", "sessions are")
    said.append(f"{lost} gone without another in its place." if gone else "No session is gone.")
    return {
        "sessions": counts, "redrawn": redrawn, "gone": gone, "sentences": said,
        "n_changes": len(gone) + counts["n_edited"],
    }  # fmt: skip
