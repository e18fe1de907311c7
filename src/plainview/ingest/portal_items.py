"""First pass over a portal page: every printed line goes to a labelled item, or is set aside with a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from plainview.ingest.portal_layout import Knowledge, Label, Section, plain
from plainview.model import Issue, Line, SetAside

_HEADINGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "th"})
_SENTENCE_END = re.compile(r"[.;,!?]$")
_NOT_A_LABEL = re.compile(r"(?:[\u2022\u2023\u25cf*\u2013\u2014-]|https?://|www\.|[\d,.]+(?: \w+)?$)", re.IGNORECASE)
_LONGEST_LABEL = 120
_MOST_MENU_LINES = 12
OTHER = Label("other", None, None, None, None, None, None, "")


@dataclass(slots=True)
class Item:
    """A label and the lines below it. `at` and `lines` hold indexes into the page's lines."""

    label: Label
    label_raw: str
    at: int
    locator: str
    lines: list[tuple[int, Line]] = field(default_factory=list)
    described: bool = False


@dataclass(slots=True)
class Outline:
    """The page cut up: items in printed order, and what was set aside on the way."""

    agency: str = ""
    agency_at: int = -1
    updated_at: int = -1
    has_foot: bool = False  # the line that ends every page was printed
    wrapped: bool = False  # a print: no blank lines and no tags, so paragraphs are wrapped
    items: list[Item] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    set_aside: list[SetAside] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def skip(self, at: int, line: Line, name: str, why: str) -> None:
        self.set_aside.append(SetAside(at + 1, line.locator, "skipped", name, why))

    def quarantine(self, at: int, line: Line, why: str) -> None:
        self.set_aside.append(SetAside(at + 1, line.locator, "quarantined", "unread", why))


def find_title(lines: Sequence[Line], outline: Outline) -> None:
    """Find the agency's name: it stands above "Transparency Portal" and "Last updated", wherever these stand."""
    printed = [(at, plain(line.text)) for at, line in enumerate(lines) if line.text]
    for order, (at, words) in enumerate(printed):
        if words.startswith("last updated") and outline.updated_at < 0:
            outline.updated_at = at
            if order >= 2 and printed[order - 1][1] == "transparency portal":
                outline.agency_at = printed[order - 2][0]
                outline.agency = lines[outline.agency_at].text.strip()
            elif order >= 1 and printed[order - 1][1].endswith(" transparency portal"):
                outline.agency_at = printed[order - 1][0]
                outline.agency = lines[outline.agency_at].text.strip()[: -len(" transparency portal")].strip()


def outline(lines: Sequence[Line], known: Knowledge) -> Outline:
    """Cut a page into items. Afterwards every line is used, set aside, or belongs to exactly one item."""
    page = Outline(wrapped=not any(line.tag or not line.text for line in lines))
    find_title(lines, page)
    page.has_foot = any(known.foot.fullmatch(plain(line.text)) for line in lines if line.text)
    menu_end = _menu_end(lines, known, page)
    section: Section | None = None
    item: Item | None = None
    until = 0
    heading_text = ""
    for at, line in enumerate(lines):
        if at < until:
            continue
        if at in (page.agency_at, page.updated_at):
            page.used.add(at)
        elif not line.text and not line.href:
            page.skip(at, line, "blank_line", "a blank line")
        elif at < menu_end and known.menu.fullmatch(plain(line.text)):
            page.skip(at, line, "menu", "the page's own menu")
        elif name := known.skipped(line.text):
            page.skip(at, line, name, "printed on every page; says nothing about the agency")
        elif (heading := known.section(line.text)) and not (section and section.role == "free" and heading is section):
            section, item, heading_text = heading, None, line.text.strip()
            page.skip(at, line, "section_heading", "parts the page")
        elif section and section.role == "skip" and not _ends_skipping(line, known):
            page.skip(at, line, section.name, "named in the layout as not read")
        elif (label := known.label(line.text)) is None and (owner := known.described(line.text)):
            page.skip(at, line, "description", "small print under a label")
            if item:
                item.described = True
                _check_description(page, at, line, item, owner)
        elif label and not (item and not item.lines and _describes(item.label, line)):
            section = None if section and section.role == "skip" else section
            text, until = _whole_heading(lines, at, label, page)
            item = Item(label, text, at, line.locator)
            page.items.append(item)
            page.used.update(range(at, until))
        elif label and item:
            item.described = True
            page.skip(at, line, "description", "small print under a label")
        elif wrapped := _wrapped_label(lines, at, known, page):
            label, text, until = wrapped
            item = Item(label, text, at, line.locator)
            page.items.append(item)
            page.used.update(range(at, until))
        elif own := _own_label(lines, at, known, section, item):
            if own is OTHER:
                page.issues.append(_label_not_known(at, line))
            item = Item(own, line.text.strip(), at, line.locator)
            page.items.append(item)
            page.used.add(at)
        elif item:
            item.lines.append((at, line))
        elif section and (whole := known.whole(section)):
            item = Item(whole, heading_text, at, line.locator, [(at, line)])
            page.items.append(item)
        else:
            page.quarantine(at, line, "stands under no label")
    return page


def _menu_end(lines: Sequence[Line], known: Knowledge, page: Outline) -> int:
    """Where the menu above the agency's name ends; 0 where the name stands below the page's contents (a PDF)."""
    above = [line for line in lines[: max(page.agency_at, 0)] if line.text]
    if len(above) > _MOST_MENU_LINES or any(
        (label := known.label(line.text)) and not known.menu.fullmatch(plain(line.text)) and label for line in above
    ):
        return 0
    return max(page.agency_at, 0)


def _ends_skipping(line: Line, known: Knowledge) -> bool:
    # A label with a value of its own inside news means that the next section's heading was not recognised.
    label = known.label(line.text)
    return label is not None and (label.unit is not None or bool(label.direction))


def _describes(label: Label, line: Line) -> bool:
    return label.descriptions is not None and label.descriptions.fullmatch(plain(line.text)) is not None


def _check_description(page: Outline, at: int, line: Line, item: Item, owner: Label) -> None:
    if owner is not item.label and not _describes(item.label, line):
        why = f"the label says {item.label.id}, the small print under it describes {owner.id}"
        page.issues.append(Issue(at + 1, line.locator, "description_differs", item.label.id, line.text, why))


def _label_not_known(at: int, line: Line) -> Issue:
    return Issue(at + 1, line.locator, "label_not_known", "", line.text, "looks like a label, but the layout does not name it")


def _own_label(lines: Sequence[Line], at: int, known: Knowledge, section: Section | None, item: Item | None) -> Label | None:
    """A label in words of the agency's own: expected in the free section, elsewhere reported as not known."""
    free = section is not None and section.role == "free"
    if item is not None and not item.lines:
        return None  # the first line below a label is its value, whatever it looks like
    text = lines[at].text.strip()
    if len(text) > _LONGEST_LABEL or _NOT_A_LABEL.match(text):
        return None
    # Under a number nothing else can stand, so whatever follows is a label, however it is set.
    after_number = item is not None and item.label.unit is not None and bool(item.lines)
    if not after_number and not _set_as_label(lines, at):
        return None
    return known.own_label(text) if free else OTHER


def _set_as_label(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is set as the page sets its labels: a paragraph of its own before a value."""
    line = lines[at]
    before = lines[at - 1] if at else None
    after = lines[at + 1] if at + 1 < len(lines) else None
    if line.tag:
        return line.tag in _HEADINGS and (before is None or before.tag != line.tag)
    alone = before is not None and not before.text and after is not None and not after.text
    return alone and not _SENTENCE_END.search(line.text)


def _whole_heading(lines: Sequence[Line], at: int, label: Label, page: Outline) -> tuple[str, int]:
    """A label's text and where it ends: in a print, a list's heading may run over several lines."""
    text, end = lines[at].text.strip(), at + 1
    if not (page.wrapped and label.direction):
        return text, end
    name = plain(page.agency)
    begins = tuple(" " + name[: gap.start()] for gap in re.finditer(" ", name))
    while end < len(lines) and end < at + 8:
        words = plain(text)
        goes_on = ". " in words and not words.endswith(".")
        cut_name = name not in words and words.endswith(begins)
        if not (goes_on or cut_name):
            break
        text, end = f"{text} {lines[end].text.strip()}", end + 1
    return text, end


def _wrapped_label(lines: Sequence[Line], at: int, known: Knowledge, page: Outline) -> tuple[Label, str, int] | None:
    """A label that a print has wrapped: two lines, or up to six where a list's heading is known to begin so."""
    if not page.wrapped:
        return None
    text = lines[at].text.strip()
    words = plain(text)
    is_list = any(label.starts and label.starts.fullmatch(words) for label in known.labels)
    for end in range(at + 2, min(at + (7 if is_list else 3), len(lines) + 1)):
        text = f"{text} {lines[end - 1].text.strip()}"
        label = known.label(text)
        if label:
            return label, text, end
    return None
