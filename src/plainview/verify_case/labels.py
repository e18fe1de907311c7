"""What the labels of a table mean, written down a second time, without looking at layouts/."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

_KNOWN = {
    "vendor_id": "id, search id",
    "searcher_raw": "org name, organization name, organization, org",
    "account_raw": "name, user, user name, user id, officer",
    "networks_raw": "total networks searched, networks searched, network count",
    "devices_raw": "total devices searched, devices searched, camera count",
    "window_raw": "time frame",
    "window_from_raw": "time frame start",
    "window_to_raw": "time frame end",
    "plate_raw": "license plate, license plates, plate",
    "reason_raw": "reason, reason 1",
    "offense_raw": "offense type, offense",
    "case_raw": "case, case number",
    "filters_raw": "filters",
    "searched_at_raw": "search time, search date time, searched at, search date",
    "search_type": "search type",
    "prompt_raw": "text prompt, test prompt",
    "moderation": "moderation",
    "event_at_raw": "timestamp",
    "event_type": "event type",
    "entity_type": "entity type",
    "details_raw": "entity details",
    "event_id": "event id",
    "inbound_raw": "networks shared with me",
    "outbound_raw": "networks im sharing",
}
_BY_LABEL = {"".join(label.split()): column for column, labels in _KNOWN.items() for label in labels.split(",")}


def column_of(label: str) -> str:
    """Our column for a printed label, "" if it is not known here."""
    return _BY_LABEL.get("".join(ch for ch in label.lower() if ch.isalnum()), "")


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is a header: two known labels or more, and no more unknown ones than known."""
    filled = [cell for cell in cells if cell.strip()]
    known = sum(bool(column_of(cell)) for cell in filled)
    return known >= 2 and 2 * known >= len(filled)


def under(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a row by our column; of two equal labels the first counts, and a row may end early."""
    found: dict[str, str] = {}
    for label, cell in zip_longest(header, cells[: len(header)], fillvalue=""):
        column = column_of(label)
        if column and column not in found:
            found[column] = cell
    return found
