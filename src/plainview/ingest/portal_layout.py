"""What a portal layout file knows, compiled: which line is a label, a list heading, small print or decoration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

HEADING_COUNT = re.compile(r" \((\d[\d,]*)\)$")
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


@lru_cache(maxsize=1024)  # one line is compared with sections, labels and small print in turn
def plain(text: str) -> str:
    """A line as the layout file compares it: lower case, single spaces, straight quotes."""
    return " ".join(text.translate(_STRAIGHT).lower().split())


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return _compiled(joined) if joined else None


@dataclass(frozen=True, slots=True)
class Label:
    """One thing a page can print a value for. `direction` is set for a sharing list, `unit` is None for text."""

    id: str
    match: re.Pattern[str] | None
    pattern: re.Pattern[str] | None
    descriptions: re.Pattern[str] | None
    starts: re.Pattern[str] | None
    unit: str | None
    highest: float | None
    direction: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. role: "cards", "free" or "skip" (then `name` is what its lines are skipped as).

    field: what its lines are where no label stands above them, "" if nothing.
    """

    match: re.Pattern[str]
    role: str
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Rejoin:
    """A second half of a name that holds a comma, and what must stand before it (None: anything)."""

    after: re.Pattern[str] | None
    second: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The whole layout file, ready to compare lines with."""

    labels: tuple[Label, ...]
    sections: tuple[Section, ...]
    skip: tuple[tuple[str, re.Pattern[str]], ...]
    menu: re.Pattern[str]
    says_none: re.Pattern[str]
    list_not_shown: re.Pattern[str]
    rejoin: tuple[Rejoin, ...]
    open_ended: re.Pattern[str]
    rest_of_name: re.Pattern[str]
    whole_name: re.Pattern[str]
    flags: tuple[tuple[str, re.Pattern[str]], ...]
    foot: re.Pattern[str]
    number_not_shown: re.Pattern[str]
    attachment_name: str

    def label(self, text: str) -> Label | None:
        """The label that a line is, by its words alone (without a closing colon or a count in brackets)."""
        words = HEADING_COUNT.sub("", plain(text).rstrip(" :"))
        return next((label for label in self.labels if label.match and label.match.fullmatch(words)), None)

    def described(self, text: str) -> Label | None:
        """The label whose small print a line is."""
        words = plain(text)
        return next((each for each in self.labels if each.descriptions and each.descriptions.fullmatch(words)), None)

    def own_label(self, text: str) -> Label | None:
        """Which field a label in the agency's own words belongs to (it was already seen to look like a label)."""
        words = plain(text).rstrip(" :")
        return next((label for label in self.labels if label.pattern and label.pattern.fullmatch(words)), None)

    def whole(self, section: Section) -> Label | None:
        """The label for lines that stand in a section under no label of their own."""
        return next((label for label in self.labels if section.field and label.id == section.field), None)

    def section(self, text: str) -> Section | None:
        words = plain(text)
        return next((section for section in self.sections if section.match.fullmatch(words)), None)

    def skipped(self, text: str) -> str:
        """The name under which a line is ignored wherever it stands, or ""."""
        words = plain(text)
        return next((name for name, match in self.skip if match.fullmatch(words)), "")


def _label(entry: Mapping[str, Any]) -> Label:
    direction = str(entry.get("direction", ""))
    return Label(
        id=str(entry.get("id", direction)),
        match=_any_of(entry.get("match", ())),
        pattern=_any_of(entry.get("pattern", ())),
        descriptions=_any_of(entry.get("descriptions", ())),
        starts=_any_of(entry.get("starts", ())),
        unit=entry.get("number"),
        highest=entry.get("highest"),
        direction=direction,
    )


def knowledge(layout: Mapping[str, Any]) -> Knowledge:
    """Compile a parsed `layouts/flock_portal_page.toml`. Raises KeyError or re.error where the file is not one."""
    lists = layout["lists"]
    return Knowledge(
        labels=tuple(_label(entry) for entry in (*layout["list"], *layout["field"])),
        sections=tuple(
            Section(_compiled(entry["match"]), entry["role"], entry.get("name", ""), entry.get("field", ""))
            for entry in layout["section"]
        ),
        skip=tuple((entry["name"], _compiled("|".join(entry["match"]))) for entry in layout["skip"]),
        menu=_compiled(layout["menu"]["match"]),
        says_none=_compiled("|".join(lists["says_none"])),
        list_not_shown=_compiled("|".join(lists["not_shown"])),
        rejoin=tuple(
            Rejoin(_compiled(entry["after"]) if "after" in entry else None, _compiled(entry["second"]))
            for entry in lists["rejoin"]
        ),
        open_ended=_compiled("|".join(lists["open_ended"])),
        rest_of_name=_compiled("|".join(lists["rest_of_name"])),
        whole_name=_compiled("|".join(lists["whole_name"])),
        flags=tuple((entry["id"], _compiled(entry["match"])) for entry in lists["flag"]),
        foot=_compiled(layout["foot"]["match"]),
        number_not_shown=_compiled(layout["numbers"]["not_shown"]),
        attachment_name=layout["attachment"]["name"],
    )
