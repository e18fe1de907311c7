"""Alerts and watches in words for a person: subject, text of a message, lines of the commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plainview.watch.composing import SUMMARY

MOST_ROWS = 20
Told = dict[str, Any]


def subject(alerts: Sequence[Told]) -> str:
    """One line that says which watch found how much."""
    if len(alerts) != 1:
        return f"plainview: {len(alerts)} alerts"
    [one] = alerts
    if one["kind"] == SUMMARY:
        return f"plainview: {one['title']} (what the records held say so far)"
    return f"plainview: {one['title']}"


def text(alerts: Sequence[Told]) -> str:
    """A message in plain text."""
    parts = ["\n".join(lines(one)) for one in alerts]
    foot = (
        "An alert says what appears in disclosed records. It is a question, not an accusation, and no legal advice.\n"
        "Run the commands in the folder of the case: each shows the row as it is printed.\n"
        "This message can come twice under the same id, if its receipt got lost; then it is the same alert."
    )
    return "\n\n----\n\n".join([*parts, foot]) + "\n"


def lines(one: Told) -> list[str]:
    """One alert."""
    out = [one["title"], f"Alert {one['alert']}, raised {one['raised_at']}"]
    if one["kind"] == SUMMARY:
        out.append(
            "This is the first run of the watch, or the first after it was changed: it tells what the records held say so far."
        )
    out += ["", *one["sentences"]]
    if one["n_sentences"] > len(one["sentences"]):
        out.append(f"... and {one['n_sentences'] - len(one['sentences']):,} more like these.")
    if one["rows"]:
        n_shown = min(len(one["rows"]), MOST_ROWS)
        out += ["", f"Rows ({n_shown} of {one['n_rows']:,}, the newest first):"]
        out += [f"  {row_told(row)}" for row in one["rows"][:MOST_ROWS]]
    if one["law"]:  # None where the alert was erased
        out += ["", "Law that may apply:", *(f"  {law['title']}: {law['citation']} ({law['url']})" for law in one["law"])]
    return [*out, "", f"An innocent reading: {one['innocent']}", f"This cannot see: {one['cannot_see']}"]


def row_told(row: dict[str, Any]) -> str:
    """A row: when, whose record, who, and the command that opens it."""
    days = f"{row['before']} to {row['day']}" if row["before"] and row["before"] != row["day"] else row["day"]
    said = [days, row["agency_name"], row["what"], row["other_name"]]
    opens = [row.get("explain", ""), row.get("earlier", {}).get("explain", "")]
    return "; ".join(part for part in [*said, *opens] if part)


def run_told(done: dict[str, Any]) -> list[str]:
    """What a run did."""
    out = []
    for one in done["watches"]:
        what = (
            f"alert {one['alert']}: {one['n_new']:,} new"
            if one["alert"]
            else f"{one['n_new']:,} new, no alert"
            if one["n_new"]
            else "nothing new"
        )
        out.append(f"{one['watch']}: {what}" + (" (first run)" if one["kind"] == SUMMARY else ""))
        out += [f"  {sentence}" for sentence in one["sentences"][:5]]
        out += [f"  nothing is held of {id}, so it is not asked about" for id in one["not_held"]]
        out += [f"  held back: {problem}" for problem in one["problems"]]
    return out + sent_told(done)


def sent_told(done: dict[str, Any]) -> list[str]:
    """What was delivered and what waits."""
    out = [f"{done['n_sent']} sent, {done['n_waiting']} waiting, {done['n_withdrawn']} withdrawn"]
    return out + [
        f"  {one['channel']}: not taken: {one['answer']} (try {one['attempts']}; next after {one['next_at']})"
        for one in done["failed"]
    ]
