"""Read the term files (terms/*.toml) into rules, and find the rules that a text meets, with the words that met them.

A pattern is an RE2 expression between word ends, one per line of its file, so that every rule is one `file:line`.
`{part}` stands for an entry of terms/_parts.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import re2

from plainview.errors import UserError, UserErrors
from plainview.reasons import regex, stubs
from plainview.reasons.sieve import Sieve
from plainview.reasons.sieve import make as make_sieve

# RE2 gives up on a set whose automaton outgrows this (bytes), and would then find nothing; it is a ceiling, not a cost.
_SET_MEMORY = 1 << 28
_KNOWN = 100_000  # words of which it is kept whether a rule meets them


Asked: TypeAlias = tuple[str, list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a term file. `group` is what it says: a certainty, a federal name, or "" for a plain mark.

    kind: `word` says it, `not` strikes the words out before the rules of its file are tried.
    only_group: a `not` rule that strikes before one group of its file only, "" for the whole file.
    states: searcher's states the rule is limited to; empty means everywhere.
    typed: the pattern as its file has it, with {parts}.
    """

    file: str
    line: int
    kind: str
    group: str
    late: bool
    states: frozenset[str]
    pattern: str
    typed: str

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
    """All rules, in file and line order, and what finds those that a text meets.

    sieve: tells by a text's words which rules it may meet. wordless: an RE2 set of the rules that say something and ask for no
    word: from a lower-case text to places in wordless_said. wordless_not: the `not` rules of that kind, by file.
    local_pass: an RE2 set of the rules of single states. known: whether some rule meets a word, by word and state.
    """

    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    sieve: Sieve
    wordless: Callable[[bytes], list[int]]
    wordless_said: tuple[int, ...]
    wordless_not: dict[str, tuple[int, ...]]
    local_pass: Callable[[bytes], list[int]]
    known: dict[tuple[bytes, str], bool] = field(default_factory=dict)

    def asked(self, text: bytes, state: str) -> list[Asked]:
        """The files that may say something of `text`, in order: each with the indexes of its rules that the text may meet, and of
        its `not` rules, in rule order, those of another state left out. `words` and `meets` tell whether it does meet them."""
        lower = text.lower()
        may = self.sieve.passes(lower)
        wordless = self.wordless(lower)
        if wordless:
            may = may.union([self.wordless_said[at] for at in wordless])
        rules = self.rules
        said: dict[str, list[int]] = {}
        struck: dict[str, list[int]] = {}
        for i in sorted(may):
            rule = rules[i]
            if rule.states and state not in rule.states:
                continue
            kept = struck if rule.kind == "not" else said
            if rule.file in kept:
                kept[rule.file].append(i)
            else:
                kept[rule.file] = [i]
        for file in said.keys() & self.wordless_not.keys():
            more = [i for i in self.wordless_not[file] if not rules[i].states or state in rules[i].states]
            struck[file] = sorted(struck.get(file, []) + more)
        return [(file, indexes, struck.get(file, [])) for file, indexes in said.items()]

    def hits(self, text: bytes, state: str) -> list[int]:
        """Indexes of the rules that `text` meets, in rule order, those of another state left out."""
        lower, rules = text.lower(), self.rules
        may = sorted((*self.sieve.passes(lower), *self.sieve.wordless))
        return [i for i in may if (not rules[i].states or state in rules[i].states) and _meets(rules[i].pattern, lower)]

    def meets(self, index: int, text: bytes) -> bool:
        """Whether `text` meets a rule."""
        return _meets(self.rules[index].pattern, text.lower())

    def knows(self, word: str, state: str) -> bool:
        """Whether some rule meets a word that stands alone."""
        key = word.encode(), state
        known = self.known.get(key)
        if known is None:
            known = bool(self.hits(*key))
            if len(self.known) < _KNOWN:
                self.known[key] = known
        return known

    def is_local(self, text: bytes) -> bool:
        """Whether some state has a rule of its own for these words, so that the searcher's state may change the reading."""
        return bool(self.local_pass(text.lower()))

    def words(self, index: int, text: bytes) -> str | None:
        """The words of `text` that meet the rule, None if it does not (for instance once other words are struck)."""
        span = _finder(self.rules[index].pattern)(text)
        return None if span is None else text[span[0] : span[1]].decode().strip(" -/.,:;")

    def words_left(self, index: int, text: bytes, strikes: list[int]) -> str | None:
        """The same once the words of some `not` rules are struck."""
        for one in strikes:
            text = self.strike(one, text)
        return self.words(index, text)

    def strike(self, index: int, text: bytes) -> bytes:
        """`text` with the words of a `not` rule taken out; a mark stays, so the words around never join up."""
        return _striker(self.rules[index].pattern)(text)


@cache
def _finder(pattern: str) -> Callable[[bytes], tuple[int, int] | None]:
    """Compiled when it is first needed: most rules are met by no text of a run."""
    return regex.between_word_ends(pattern)


@cache
def _exact_finder(pattern: str) -> regex.Find:
    return regex.finder(_exact(pattern))


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
    known: dict[str, list[stubs.Shape]] = {}
    sieve = make_sieve((_shapes(rule, parts, known) for rule in rules), lambda i, text: _meets(rules[i].pattern, text))
    said = tuple(i for i in sieve.wordless if rules[i].kind != "not")
    struck: dict[str, tuple[int, ...]] = {}
    for i in sieve.wordless:
        if rules[i].kind == "not":
            struck[rules[i].file] = (*struck.get(rules[i].file, ()), i)
    local = _set([rule for rule in rules if rule.states])
    return Terms(tuple(rules), tuple(examples), sieve, _set([rules[i] for i in said]), said, struck, local)


def _shapes(rule: Rule, parts: dict[str, str], known: dict[str, list[stubs.Shape]]) -> list[stubs.Shape] | None:
    """What a rule asks of words, None where that cannot be told."""
    for pattern, those in ((rule.typed, parts), (rule.pattern, {})):
        try:
            return stubs.branches(pattern, those, known)
        except stubs.Unreadable:
            continue
    return None


def _meets(pattern: str, lower: bytes) -> bool:
    # Letters that are not ASCII are not made small, so here their case does matter.
    return (_finder(pattern) if lower.isascii() else _exact_finder(pattern))(lower) is not None


def _set(rules: list[Rule]) -> Callable[[bytes], list[int]]:
    """A function of a lower-case text: which of the rules it meets, by their place in the list."""
    options = re2.Options()
    options.max_mem = _SET_MEMORY
    searched = re2.Set.SearchSet(options)
    for rule in rules:
        searched.Add(_exact(rule.pattern))
    searched.Compile()
    match: Callable[[bytes], list[int]] = searched._set.Match  # without the wrapper, which costs as much as the search
    return match


def _exact(pattern: str) -> str:
    return regex.WORD_ENDS.format(f"(?:{pattern})").removeprefix("(?i)")


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
            rules.append(Rule(path.stem, lines[pattern].pop(0), kind, group, late, states, full, pattern))

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
