"""Questions: one TOML file each below watch/questions, with the SQL of the same name below sql/watch. The file name is the id.

A question says what it asks, its parameters, the sentence of an alert, its usual innocent explanation, which rules of law may
apply, and what it cannot see.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from plainview.errors import UserError

# The types that a parameter can have. None is a text that could be held against a reason, a plate, an account or a case number.
TYPES = ("agencies", "states", "purposes", "choice", "choices", "number")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a watch may set. of: the words to choose from. least, most: bounds of a number."""

    name: str
    type: str
    help: str
    required: bool = False
    of: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    default: Any = None

    def filled(self) -> Any:
        """The value where a watch says nothing: of a list, a new one each time."""
        if self.type in ("choice", "number"):
            return self.default
        return list(self.default or [])


@dataclass(frozen=True, slots=True)
class Question:
    """One question. group: by which columns rows share a sentence. law: rule ids; law_of: more of them, by topic.

    topics: how a topic is said in the sentence, where its name does not do.
    """

    id: str
    title: str
    asks: str
    tables: tuple[str, ...]
    group: tuple[str, ...]
    sentence: str
    innocent: str
    cannot_see: str
    law: tuple[str, ...]
    law_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()

    @property
    def sql(self) -> str:
        """Name of its SQL for the store."""
        return f"watch/{self.id}"

    def rules(self) -> list[str]:
        """Every rule that it names."""
        return sorted({*self.law, *(rule for found in self.law_of.values() for rule in found)})


@cache
def questions() -> dict[str, Question]:
    """All questions by id."""
    folder = files("plainview").joinpath("watch", "questions")
    found = sorted((item.name.removesuffix(".toml"), item) for item in folder.iterdir() if item.name.endswith(".toml"))
    return {id: _question(id, tomllib.loads(item.read_text(encoding="utf-8"))) for id, item in found}


def question(id: str) -> Question:
    """The question of this id; UserError if there is none."""
    if id not in questions():
        raise UserError(id, "is no question", f"use one of: {', '.join(questions())}")
    return questions()[id]


def _question(id: str, raw: dict[str, Any]) -> Question:
    parameters = tuple(
        Parameter(
            name, one["type"], one["help"], one.get("required", False), tuple(one.get("of", ())), one.get("least", 0),
            one.get("most", 0), one.get("default"),
        )
        for name, one in raw.get("parameters", {}).items()
    )  # fmt: skip
    law_of = {topic: tuple(rules) for topic, rules in raw.get("law_of", {}).items()}
    return Question(
        id, raw["title"], raw["asks"], tuple(raw["tables"]), tuple(raw["group"]), raw["sentence"], raw["innocent"],
        raw["cannot_see"], tuple(raw["law"]), law_of, raw.get("topics", {}), parameters,
    )  # fmt: skip


def told(one: Question) -> list[str]:
    """A question as lines for a person."""
    lines = [f"{one.id}: {one.title}", f"  {one.asks}", f"  An innocent reading: {one.innocent}"]
    lines += [f"  Cannot see: {one.cannot_see}", f"  Reads: {', '.join(one.tables)}"]
    return lines + [f"  {parameter_told(parameter)}" for parameter in one.parameters]


def parameter_told(one: Parameter) -> str:
    """A parameter in one line: its name, what it may be, what it is if left out."""
    kind = {
        "agencies": "a list of agency ids", "states": "a list of states", "purposes": "a list of purposes",
        "choice": f"one of {', '.join(one.of)}", "choices": f"some of {', '.join(one.of)}",
        "number": f"a whole number from {one.least:,} to {one.most:,}",
    }[one.type]  # fmt: skip
    rest = "must be given" if one.required else f"if left out: {one.filled() or 'all'}"
    return f"{one.name} ({kind}; {rest}): {one.help}"
