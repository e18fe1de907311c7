"""Hold the messages of a case against the truth of quirk mail: kept or not, and what each asks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

Table = dict[str, Any]
Ask = Callable[[str], Iterable[Table]]
MAIL = "quirk_mail.jsonl"


def check(truth: Path, ask: Ask) -> tuple[Counter[str], list[str]]:
    """Outcomes, and one line for each that is not right.

    equal: a message is a row as the truth has it. private: one that matters to nobody is told by size and hash alone. wrong:
    a row says something else. lost: nobody says a word of it. kept: one that matters to nobody is held.
    """
    outcomes: Counter[str] = Counter()
    examples: list[str] = []
    rows = {row["sha256"]: row for row in ask("select r.sha256, m.* from messages m join releases r using (release_id)")}
    releases = {row["sha256"] for row in ask("select * from releases")}
    private = {row["sha256"] for row in ask("select * from refused") if row["kind"] == "private"}
    with (truth / MAIL).open(encoding="utf-8") as file:
        for said in map(json.loads, file):
            outcome, why = _outcome(said, rows.get(said["sha256"]), said["sha256"] in releases, said["sha256"] in private)
            outcomes[outcome] += 1
            if outcome not in ("equal", "private"):
                examples.append(f"{outcome}: {said['file']}: {why}")
    return outcomes, examples


def _outcome(said: Table, row: Table | None, held: bool, private: bool) -> tuple[str, str]:
    if said["true"] is None:
        if row or held:
            return "kept", "a message that asks nothing is kept"
        return ("private", "") if private or said["taken_apart"] else ("lost", "it is neither kept nor told of")
    if row is None:
        return "lost", "a message that matters is no row"
    wrong = {name: row[name] for name, wanted in said["true"].items() if _text(row[name]) != wanted}
    return ("wrong", f"{wrong}, true is {said['true']}") if wrong else ("equal", "")


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
