"""What may become of one fetch, by id, as outcomes.toml says it in words; and the error that carries one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Outcome:
    """says: a few words. trouble: told first. again: tried again before its time. fix: what a person can do, "" if nothing."""

    id: str
    says: str
    trouble: bool = False
    again: bool = False
    fix: str = ""


@cache
def outcomes() -> dict[str, Outcome]:
    """Every outcome by its id."""
    raw = tomllib.loads(files("plainview.refresh").joinpath("outcomes.toml").read_text(encoding="utf-8"))
    return {id: Outcome(id, **said) for id, said in raw.items()}


class Ended(Exception):
    """A fetch ended without a body to keep.

    Args:
        outcome: id of an outcome.
        why: what was met, in a few words of ours; nothing that a stranger wrote.
        status: of the answer, 0 if there was none.
        wait: seconds that the host asks us to stay away, 0 if it does not say.
    """

    def __init__(self, outcome: str, why: str = "", status: int = 0, wait: float = 0.0, url: str = "") -> None:
        super().__init__(outcome, why)
        self.outcome = outcome
        self.why = why
        self.status = status
        self.wait = wait
        self.url = url
