"""Rules told to people: one as text with all that it says, all of them as a page of docs made from the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plainview.law.rule import Rule
from plainview.law.telling import sentences

_SOURCES = {
    "primary_text": "the text itself was read",
    "official_summary": "an official summary was read",
    "secondary": "a secondary source was read",
    "memory": "nobody has read it: off unless confirmed",
}
BOUND = {"owner": "the owner of the cameras", "searcher": "who searched"}
SUBJECTS = {"entry": "searches", "share": "sharing lists", "page": "portal pages", "document": "documents"}


def place(rule: Rule) -> str:
    """The jurisdiction in words."""
    return str(sentences()["places"].get(rule.jurisdiction[:2], rule.jurisdiction))


def in_force(rule: Rule) -> str:
    """Its days in words."""
    first = f"from {rule.from_on.isoformat()}" if rule.from_on else "from a day that is not known"
    return first + (f" to {rule.to_on.isoformat()}" if rule.to_on else "")


def certainty(rule: Rule) -> str:
    """How sure it is, and so the most that the rule may say."""
    read = f"confirmed for this case by decision {rule.confirmed}" if rule.confirmed else _SOURCES[rule.source_kind]
    return f"{rule.strength}: {read}{', and an open doubt' if rule.caveat else ''}"


def told(rule: Rule) -> list[str]:
    """All of one rule as lines for a person."""

    def line(name: str, text: str) -> list[str]:
        return [f"{name + ':':<14}{text}"] if text else []

    return [
        f"{rule.id}: {rule.title}",
        *line("law", f"{rule.citation}, {in_force(rule)}"),
        *line("read at", rule.url),
        *line("official", rule.official_url),
        *line("says at most", certainty(rule)),
        *line(
            "binds",
            f"{'the owner of the cameras' if rule.bound == 'owner' else 'who searched'}, judged by {SUBJECTS[rule.subject]}",
        ),
        *line("about", rule.applies.sql(dialect="duckdb")),
        *line("against it", rule.when.sql(dialect="duckdb")),
        *line("certain if", rule.certain_when.sql(dialect="duckdb")),
        *line("lawful if", rule.lawful_if),
        *(text for one in rule.innocent for text in line("may also be", one)),
        *line("doubt", rule.caveat),
        *line("settled by", rule.settles),
        *line("remedy", rule.remedy),
    ]


def row(rule: Rule) -> dict[str, Any]:
    """A rule as a program reads it."""
    return {
        "id": rule.id, "title": rule.title, "jurisdiction": rule.jurisdiction, "citation": rule.citation, "url": rule.url,
        "official_url": rule.official_url, "source_kind": rule.source_kind, "confirmed": rule.confirmed,
        "from": rule.from_on.isoformat() if rule.from_on else None, "to": rule.to_on.isoformat() if rule.to_on else None,
        "bound": rule.bound, "subject": rule.subject, "strength": rule.strength, "applies": rule.applies.sql(dialect="duckdb"),
        "when": rule.when.sql(dialect="duckdb"), "certain_when": rule.certain_when.sql(dialect="duckdb"),
        "lawful_if": rule.lawful_if, "innocent": list(rule.innocent), "caveat": rule.caveat, "settles": rule.settles,
        "remedy": rule.remedy,
    }  # fmt: skip


def page(rules: list[Rule], cases: Mapping[str, list[str]]) -> str:
    """The page docs/rule-list.md: every rule by jurisdiction, with its citation, days, certainty and the names of its cases."""
    lines = [
        "# All rules", "",
        "Made by `python tests/test_cases.py` from `src/plainview/rules` and `tests/cases/rules`; what it means is told in "
        "[rules.md](rules.md). Written from a researched reference, in our own words; it is no legal advice.", "",
        f"{len(rules)} rules of {len({one.jurisdiction for one in rules})} jurisdictions: "
        + ", ".join(f"{sum(1 for one in rules if one.strength == kind)} may say `{kind}`" for kind in ("conflict", "question"))
        + f", {sum(1 for one in rules if one.strength == 'off')} are off. {sum(map(len, cases.values()))} cases.", "",
    ]  # fmt: skip
    for name in sorted({place(one) for one in rules}, key=lambda name: (name != "Everywhere", name)):
        lines += [f"## {name}", ""]
        for rule in [one for one in rules if place(one) == name]:
            lines += [
                f"### `{rule.id}`", "", f"{rule.title}. {rule.citation}, {in_force(rule)} ([source]({rule.url})"
                + (f", [official]({rule.official_url})" if rule.official_url else "") + ").", "",
                f"- at most {certainty(rule)}; binds {BOUND[rule.bound]}; judged by {SUBJECTS[rule.subject]}",
                f"- against it: `{rule.when.sql(dialect='duckdb')}`"
                + (f"; about `{text}`" if (text := rule.applies.sql(dialect="duckdb")) != "TRUE" else "")
                + (f"; certain if `{text}`" if (text := rule.certain_when.sql(dialect="duckdb")) != "TRUE" else ""),
                *([f"- doubt: {rule.caveat}"] if rule.caveat else []),
                f"- {len(cases.get(rule.id, []))} cases: {'; '.join(cases.get(rule.id, []))}", "",
            ]  # fmt: skip
    return "\n".join(lines)
