"""Read the term files (terms/*.toml) into rules, and find the rules that a text meets, with the words that met them.

A pattern is an RE2 expression between word ends, one per line of its file, so that every rule is one `file:line`.
`{part}` stands for an entry of terms/_parts.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import re2

from plainview.errors import UserError, UserErrors
from plainview.reasons import regex

# Several sets over lower-case text: their automata grow far more slowly than one set's that minds no case. More of them read
# unseen texts sooner, fewer read on faster (967 patterns, 20,000 strings: 16 sets 50 us a string, then 17; 8 sets 72, then 12).
_SETS = 8
# RE2 gives up on a set whose automaton outgrows this (bytes), and would then find nothing; it is a ceiling, not a cost.
_SET_MEMORY = 1 << 28


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a term file. `group` is what it says: a certainty, a federal name, or "" for a plain mark.

    kind: `word` says it, `not` strikes the words out before the rules of its file are tried.
    only_group: a `not` rule that strikes before one group of its file only, "" for the whole file.
    states: searcher's states the rule is limited to; empty means everywhere.
    """

    file: str
    line: int
    kind: str
    group: str
    late: bool
    states: frozenset[str]
    pattern: str

    @property
    def made_by(self) -> str:
        return f"terms/{self.file}.toml:{self.line}"


@dataclass(frozen=True, slots=True)
class Example:
    """One example line of a term file: `text` must (or must not) be read as `file` says, at `group` if that is named."""

    file: str
    group: str
    text: str
    state: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """All rules, in file and line order, with RE2 sets over them for the first pass: (first rule, match)."""

    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    first_pass: tuple[tuple[int, Callable[[bytes], list[int]]], ...]
    local_pass: Callable[[bytes], list[int]]

    def hits(self, text: bytes, state: str) -> list[int]:
        """Indexes of the rules that `text` meets, in rule order, those of another state left out."""
        lower = text.lower()
        found = [start + i for start, match in self.first_pass for i in match(lower)]
        found.sort()
        rules = self.rules
        return [i for i in found if not rules[i].states or state in rules[i].states]

    def is_local(self, text: bytes) -> bool:
        """Whether some state has a rule of its own for these words, so that the searcher's state may change the reading."""
        return bool(self.local_pass(text.lower()))

    def words(self, index: int, text: bytes) -> str | None:
        """The words of `text` that meet the rule, None if it does not (for instance once other words are struck)."""
        spans = _finder(self.rules[index].pattern)(text)
        return None if spans is None else text[spans[1][0] : spans[1][1]].decode().strip(" -/.,:;")

    def strike(self, index: int, text: bytes) -> bytes:
        """`text` with the words of a `not` rule taken out; a mark stays, so the words around never join up."""
        return _striker(self.rules[index].pattern)(text)


@cache
def _finder(pattern: str) -> regex.Find:
    """Compiled when it is first needed: most rules are met by no text of a run."""
    return regex.finder(_between_word_ends(pattern))


@cache
def _striker(pattern: str) -> regex.Strike:
    return regex.striker(rf"(?i)(^|[^0-9a-z])({pattern})(?:[^0-9a-z]|$)")


def load(folder: Path) -> Terms:
    """Read every term file of `folder`. Raises UserErrors naming each file that cannot be used."""
    parts = tomllib.loads((folder / "_parts.toml").read_text("utf-8"))
    rules: list[Rule] = []
    examples: list[Example] = []
    errors: list[UserError] = []
    for path in sorted(folder.glob("[!_]*.toml")):
        try:
            new_rules, new_examples = _read_file(path, parts)
        except UserError as error:
            errors.append(error)
            continue
        rules += new_rules
        examples += new_examples
    if errors:
        raise UserErrors(errors)
    local = _set([rule for rule in rules if rule.states])
    return Terms(tuple(rules), tuple(examples), tuple(_sets(rules)), local)


def _sets(rules: list[Rule]) -> Iterator[tuple[int, Callable[[bytes], list[int]]]]:
    size = -(-len(rules) // _SETS)
    for start in range(0, len(rules), size):
        yield start, _set(rules[start : start + size])


def _set(rules: list[Rule]) -> Callable[[bytes], list[int]]:
    """A function of a lower-case text: which of the rules it meets, by their place in the list."""
    options = re2.Options()
    options.max_mem = _SET_MEMORY
    searched = re2.Set.SearchSet(options)
    for rule in rules:
        searched.Add(_between_word_ends(rule.pattern).removeprefix("(?i)"))
    searched.Compile()
    match: Callable[[bytes], list[int]] = searched._set.Match  # without the wrapper, which costs as much as the search
    return match


def _between_word_ends(pattern: str) -> str:
    # The named letters rather than \b, so that a pattern may begin or end with a bracket: 287(g).
    return rf"(?i)(?:^|[^0-9a-z])({pattern})(?:[^0-9a-z]|$)"


def _read_file(path: Path, parts: dict[str, str]) -> tuple[list[Rule], list[Example]]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"terms/{path.name}", f"is not TOML: {error}", "mend the line it names") from None
    rules: list[Rule] = []
    examples: list[Example] = [Example(path.stem, "", text, "", False) for text in data.pop("miss", [])]
    lines = _pattern_lines(path)

    def add(patterns: Iterable[str], kind: str, group: str, late: bool, states: frozenset[str]) -> None:
        for pattern in patterns:
            if not lines.get(pattern):
                problem = f"the pattern {pattern!r} is not alone on its line in single quotes"
                raise UserError(f"terms/{path.name}", problem, "put each pattern on a line of its own: 'pattern',")
            full = _fill(pattern, parts, path)
            rules.append(Rule(path.stem, lines[pattern].pop(0), kind, group, late, states, full))

    data.pop("title", None)
    everywhere: frozenset[str] = frozenset()
    for key, value in list(data.items()):
        if key == "not":
            add(value, "not", "", False, everywhere)
    for group, late, table in _groups(data):
        states = frozenset(table.get("states", []))
        add(table.get("not", []), "not", "" if "states" in table else group, late, states)
        add(table.get("words", []), "word", group, late, states)
        state = min(states, default="")
        examples += [Example(path.stem, group, text, state, True) for text in table.get("hit", [])]
        examples += [Example(path.stem, group, text, state, False) for text in table.get("miss", [])]
    rules.sort(key=lambda rule: rule.line)
    return rules, examples


def _groups(data: dict[str, Any]) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Each table of words of a file: (group, only when nothing else was found, table)."""
    for key, value in data.items():
        if key == "local":
            for table in value:
                yield table.get("group", ""), False, table
        elif key == "otherwise":
            for group, table in value.items():
                yield group, True, table
        elif isinstance(value, dict):
            yield key if key != "mark" else "", False, value


def _pattern_lines(path: Path) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = line.split("', #")[0].strip().removesuffix(",").strip()
        if text.startswith("'"):
            lines.setdefault(text.strip("'") if text.count("'") == 2 else text[1:].removesuffix("'"), []).append(number)
    return lines


def _fill(pattern: str, parts: dict[str, str], path: Path) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    try:
        compiled = re2.compile(pattern)
    except re2.error as error:
        raise UserError(f"terms/{path.name}", f"{pattern!r} is not an RE2 pattern: {error}", "mend the pattern") from None
    if pattern != pattern.lower():
        raise UserError(f"terms/{path.name}", f"{pattern!r} has a capital letter", "write it in lower case: case is ignored")
    if compiled.search("") is not None:
        raise UserError(f"terms/{path.name}", f"{pattern!r} matches an empty text", "make it name a word")
    return pattern
