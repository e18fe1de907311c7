"""What can be decided: a file a subject, its name the word in decisions.csv."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from plainview.decisions.row import Decision


class Subject(Protocol):
    """What a subject's file holds."""

    def mistakes(self, a: str, b: str) -> list[tuple[str, str, str]]:
        """What is wrong with the names of what is decided: column, problem and fix of each mistake."""

    def wrong_verdict(self, verdict: str) -> list[tuple[str, str, str]]:
        """What is wrong with a verdict other than `undone`: column, problem and fix of each mistake."""

    def contradictions(self, rows: Sequence[Decision]) -> list[tuple[list[Decision], str]]:
        """Decisions of this subject in force that cannot all be true: those concerned, and what they say together."""


@cache
def known() -> dict[str, Subject]:
    """The subjects by their words."""
    return {one.name: import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)}
