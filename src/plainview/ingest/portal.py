"""A Flock transparency-portal page (all three layouts) as fields, shares and attachments; every line accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plainview.ingest.portal_items import Item, Outline, outline
from plainview.ingest.portal_layout import HEADING_COUNT, Knowledge, knowledge, plain
from plainview.ingest.portal_lists import doubtful, flags, holds_list, partners
from plainview.ingest.portal_print import in_reading_order, pieces
from plainview.ingest.portal_values import data_link, iso_date, number
from plainview.model import Attachment, Field, Issue, Line, PageReading, SetAside, ShareRow

_TITLE = "transparency portal"
_SURE_SIGNS = ("what's detected", "what's not detected", "hotlist policy", "acceptable use policy", "access policy")
_USUAL_SIGNS = ("prohibited use", "hotlists alerted on", "last updated", "data retention", "provided by flock safety")
_TITLE_WITHIN = 120
NOT_READ = ("list_not_read", "list_cut")  # issues that say: there is a list, and it was not read
LONGEST_TEXT = 30  # lines of a printed policy text; a longer one with many commas holds a list


def recognise(lines: Sequence[Line]) -> bool:
    """Whether the lines are a transparency-portal page, by content: its title near the top and enough of its labels."""
    words = [piece for piece in pieces(lines) if len(piece) < 200]
    if not any(_TITLE in each for each in words[:_TITLE_WITHIN]):
        return False
    sure = sum(sign in words for sign in _SURE_SIGNS)
    usual = sum(any(each.startswith(sign) for each in words) for sign in _USUAL_SIGNS)
    return sure + usual >= 4 and sure >= 1


def read(lines: Sequence[Line], layout: Mapping[str, Any]) -> PageReading:
    """Read one page with the parsed `layouts/flock_portal_page.toml`.

    Row numbers are 1-based ordinals of `lines`; where a print has two columns, of the lines in reading order, each half
    of a line on its own. Every line is in `used` or in `set_aside`: blank lines, menu,
    decoration, small print, news and section headings are skipped by name, what stands under no label is quarantined.
    Text of several lines is joined with a newline. Never raises on a page's content; what is odd is an issue.
    """
    known = knowledge(layout)
    lines = in_reading_order(lines, known)
    page = outline(lines, known)
    reading = PageReading(page.agency, "", len(lines), set(), [], [], page.set_aside, page.issues, [])
    if not page.agency:
        _issue(reading, -1, None, "agency_not_named", "", "", "no name stands above 'Transparency Portal'")
    if not page.has_foot:
        why = "the line that ends every such page is missing, so the page was not saved whole; what is not on it may stand below"
        _issue(reading, -1, None, "page_cut", "", "", why)
    if page.updated_at >= 0:
        _read_date(lines, page, reading)
    for item in page.items:
        if item.label.direction:
            _read_list(item, page, known, reading)
        elif item.label.id == "public_search_audit":
            _read_audit(item, page, known, reading)
        elif item.label.unit is not None:
            _read_number(item, page, known, reading)
        else:
            _read_text(item, page, known, reading)
    _compare(reading)
    reading.used = {at + 1 for at in page.used}
    _drop_cut_lists(reading)
    reading.set_aside.sort(key=lambda each: each.row_no)
    reading.issues.sort(key=lambda each: each.row_no)
    return reading


def _drop_cut_lists(reading: PageReading) -> None:
    """Take no partner from a print whose list did not come out whole: no list is better than a wrong one.

    Its signs: a text that goes on for dozens of lines full of commas (columns cross at a page's end, and the list runs on
    inside it), many partners twice (words stand alone), a heading read as a partner.
    """
    if not reading.shares or not reading.shares[0].locator.startswith("page "):
        return
    runs_on = [field for field in reading.fields if 2 * field.value_raw.count(",") > field.value_raw.count("\n") >= LONGEST_TEXT]
    twice = sum(issue.kind == "partner_repeated" for issue in reading.issues)
    heading = any(share.listed_raw.casefold().startswith("organizations granted") for share in reading.shares)
    if not (runs_on or heading or 10 * twice > len(reading.shares)):
        return
    where = f"it runs on inside the text {runs_on[0].label_raw!r}" if runs_on else "its words did not come out in order"
    why = f"the sharing list of this print was not taken: {where}"
    for row_no, locator in sorted({(share.row_no, share.locator) for share in reading.shares}):
        reading.used.discard(row_no)
        reading.set_aside.append(SetAside(row_no, locator, "quarantined", "list_cut", why))
    reading.issues = [issue for issue in reading.issues if issue.kind != "partner_repeated"]
    reading.issues.append(Issue(0, "", "list_cut", "", "", why))
    reading.shares = []


def _issue(reading: PageReading, at: int, line: Line | None, kind: str, column: str, value: str, why: str) -> None:
    reading.issues.append(Issue(at + 1, line.locator if line else "", kind, column, value, why))


def _item_issue(reading: PageReading, item: Item, kind: str, column: str, value: str, why: str) -> None:
    reading.issues.append(Issue(item.at + 1, item.locator, kind, column, value, why))


def _read_date(lines: Sequence[Line], page: Outline, reading: PageReading) -> None:
    line = lines[page.updated_at]
    value = line.text.strip()[len("last updated") :].lstrip(" :")
    reading.seen_on = iso_date(value)
    reading.fields.append(
        Field(page.updated_at + 1, line.locator, "last_updated", line.text.strip()[: len("last updated")], value)
    )
    if not reading.seen_on:
        _issue(reading, page.updated_at, line, "date_not_read", "last_updated", value, "not a date this layout knows")


def _add(reading: PageReading, item: Item, locator: str, value_raw: str, value: float | None = None, unit: str = "") -> None:
    reading.fields.append(Field(item.at + 1, locator, item.label.id, item.label_raw, value_raw, value, unit))


def _read_text(item: Item, page: Outline, known: Knowledge, reading: PageReading) -> None:
    _attach(item, known, reading)
    if holds_list([(at, line) for at, line in item.lines if line.text], known):
        why = "a text that looks like a list of agencies stands under a label that is no list's; it was kept as text"
        _item_issue(reading, item, "list_not_read", "", item.label_raw, why)
    page.used.update(at for at, _ in item.lines)
    _add(reading, item, item.locator, "\n".join(line.text.strip() for _, line in item.lines if line.text))


def _read_number(item: Item, page: Outline, known: Knowledge, reading: PageReading) -> None:
    found = next(((at, line, got) for at, line in item.lines if (got := number(line.text))), None)
    if found is None:
        page.used.update(at for at, _ in item.lines)
        printed = "\n".join(line.text.strip() for _, line in item.lines)
        _add(reading, item, item.locator, printed)
        shown = printed and not known.number_not_shown.fullmatch(plain(printed))
        kind, why = ("value_not_read", "not a number") if shown else ("value_not_shown", "the page gives no number")
        at, line = item.lines[0] if item.lines else (item.at, None)
        reading.issues.append(Issue(at + 1, line.locator if line else item.locator, kind, item.label.id, printed, why))
        return
    at, line, (value, unit) = found
    page.used.add(at)
    _add(reading, item, line.locator, line.text.strip(), value, unit or item.label.unit or "")
    if unit and unit != item.label.unit and (unit == "days" or item.label.unit == "days"):
        why = f"the number is printed in {unit}, where {item.label.unit or 'a plain count'} is usual"
        _issue(reading, at, line, "unit_differs", item.label.id, line.text, why)
    if item.label.highest is not None and value > item.label.highest:
        _issue(reading, at, line, "value_suspicious", item.label.id, line.text, f"above {item.label.highest:,.0f}")
    for other_at, other in item.lines:
        if other_at != at:
            page.quarantine(other_at, other, f"a second line under the number of {item.label.id}")


def _attach(item: Item, known: Knowledge, reading: PageReading) -> bool:
    carried = False
    for at, line in item.lines:
        if line.href.startswith("data:"):
            data = data_link(line.href)
            if data is None:
                _issue(reading, at, line, "attachment_not_read", item.label.id, line.title, "the data: link is broken")
            else:
                reading.attachments.append(Attachment(line.title or known.attachment_name, data))
                carried = True
    return carried


def _read_audit(item: Item, page: Outline, known: Knowledge, reading: PageReading) -> None:
    page.used.update(at for at, _ in item.lines)
    _add(reading, item, item.locator, "carried" if _attach(item, known, reading) else "named, not carried")


def _read_list(item: Item, page: Outline, known: Knowledge, reading: PageReading) -> None:
    direction, agency = item.label.direction, page.agency
    _attach(item, known, reading)
    text = " ".join(line.text for _, line in item.lines if line.text)
    if page.wrapped and item.described and item.lines:
        # From April 2026 on the list is a box that scrolls, two names to a line: a print shows its first lines only.
        for at, line in item.lines:
            page.quarantine(at, line, "a print shows only part of a list that scrolls")
        _item_issue(reading, item, "list_cut", direction, item.label_raw, "a print shows only part of a list that scrolls")
        return
    if item.lines and not page.has_foot and item is page.items[-1]:
        why = "the page ends inside this list, so it is not known how many more names it has"
        for at, line in item.lines:
            page.quarantine(at, line, why)
        _item_issue(reading, item, "list_cut", direction, item.label_raw, why)
        return
    page.used.update(at for at, _ in item.lines)
    if known.says_none.fullmatch(plain(text or item.label_raw)):
        where = (item.at + 1, item.locator)
        reading.fields.append(Field(*where, f"{direction}_list", item.label_raw, text or item.label_raw, 0.0))
        return
    if not text or known.list_not_shown.fullmatch(plain(text)):
        why = "the page has the heading, but no list was found below it"
        _item_issue(reading, item, "list_not_read", direction, item.label_raw, why)
        return
    located = {at: line.locator for at, line in item.lines}
    seen: set[str] = set()
    before = sum(share.direction == direction for share in reading.shares)
    found = partners([(at, line) for at, line in item.lines if line.text], known)
    for one, other in doubtful(found, known):
        why = "the page cuts its list at commas, and these may be one name; both parts are kept as printed"
        value = f"{one.name}, {other.name}"
        reading.issues.append(Issue(one.at + 1, located[one.at], "name_cut", direction, value, why))
    for number_in_list, partner in enumerate(found, before + 1):
        from_raw, to_raw = (agency, partner.name) if direction == "outbound" else (partner.name, agency)
        reading.shares.append(
            ShareRow(
                partner.at + 1, located[partner.at], from_raw, to_raw, partner.name, flags(partner.name, known),
                number_in_list, direction,
            )
        )  # fmt: skip
        if partner.name == agency:
            why = "the page lists its own agency, so the row alone does not tell the direction"
            reading.issues.append(Issue(partner.at + 1, located[partner.at], "own_agency_listed", direction, partner.name, why))
        if partner.name in seen:
            reading.issues.append(
                Issue(partner.at + 1, located[partner.at], "partner_repeated", direction, partner.name, "listed twice")
            )
        seen.add(partner.name)
    _check_heading_count(item, len(seen), reading)


def _check_heading_count(item: Item, listed: int, reading: PageReading) -> None:
    printed = HEADING_COUNT.search(plain(item.label_raw).rstrip(" :"))
    if printed and int(printed[1].replace(",", "")) != listed:
        _item_issue(reading, item, "count_differs", item.label.direction, printed[1], f"{listed} partners are listed")


def _compare(reading: PageReading) -> None:
    """Numbers that cannot both be right, or that are another line's number."""
    first = {each.field: each for each in reversed(reading.fields) if each.value is not None}

    def larger(part: str, whole: str) -> None:
        one, other = first.get(part), first.get(whole)
        if one and other and (one.value or 0) > (other.value or 0):
            why = f"larger than {whole} ({other.value_raw})"
            reading.issues.append(Issue(one.row_no, one.locator, "value_suspicious", part, one.value_raw, why))

    larger("lpr_cameras", "cameras")
    larger("unique_vehicles", "vehicles")
    larger("hits", "vehicles")
    for name in ("vehicles", "unique_vehicles"):
        if (each := first.get(name)) and each.value == 30:
            why = "30 is the number of days in the label's small print"
            reading.issues.append(Issue(each.row_no, each.locator, "value_suspicious", name, each.value_raw, why))
    for direction in ("outbound", "inbound"):
        if each := first.get(f"{direction}_count"):
            listed = {share.listed_raw for share in reading.shares if share.direction == direction}
            if not listed and f"{direction}_list" not in first:
                told = any(i.kind in NOT_READ and i.column_name in (direction, "") for i in reading.issues)
                if each.value and not told:
                    why = f"the page counts {each.value_raw} of them, but no list was found on it"
                    reading.issues.append(Issue(each.row_no, each.locator, "list_not_read", direction, each.value_raw, why))
            elif each.value != len(listed):
                why = f"{len(listed)} partners are listed"
                reading.issues.append(Issue(each.row_no, each.locator, "count_differs", each.field, each.value_raw, why))
