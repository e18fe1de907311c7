"""Event details: pairs as printed, and no plate or person in what may be stored."""

from __future__ import annotations

import hmac
import re

from hypothesis import given
from hypothesis import strategies as st

from plainview.ingest import events


def plate_token(text: str) -> str:
    return "p_" + hmac.digest(b"made up", text.upper().encode(), "sha256").hex()[:22]


def account_token(text: str) -> str:
    return "a_" + hmac.digest(b"made up", text.encode(), "sha256").hex()[:22]


def stored(text: str) -> dict[str, str]:
    return events.shareable(events.parse_details(text), plate_token, account_token)


def test_pairs_in_printed_order_with_continued_lines() -> None:
    text = "Network Name: Elm Bay PD\nPermissions: Search, VMS,\nHotlist\nReceiving Organization: Port Wren\nUniversity (CA)\n"
    assert list(events.parse_details(text).items()) == [
        ("Network Name", "Elm Bay PD"),
        ("Permissions", "Search, VMS, Hotlist"),
        ("Receiving Organization", "Port Wren University (CA)"),
    ]


def test_blank_values_repeated_labels_times_and_text_without_label() -> None:
    text = "seen by nobody\nLicense:\nCase: \nExpiry: 2025-09-18T20:29:02.354Z\nNote: a\nNote: b\nsee https://example.org/x\n"
    assert events.parse_details(text) == {
        "": "seen by nobody", "License": "", "Case": "", "Expiry": "2025-09-18T20:29:02.354Z",
        "Note": "a\nb see https://example.org/x",
    }  # fmt: skip


def test_sharing_events_stay_as_they_are() -> None:
    text = "Network Name: Alder Falls CA PD\nPermissions: feedView\nReceiving Organization: University of Port Wren (CA)\n"
    assert stored(text) == events.parse_details(text)


def test_plates_become_tokens_or_the_state_of_the_cell() -> None:
    assert stored("License Plate: ***\nUser: Officer 02\nStatus: Needs Review -> Archived") == {
        "License Plate": "masked", "User": account_token("Officer 02"), "Status": "Needs Review -> Archived",
    }  # fmt: skip
    assert stored("Deleted Plates: 8ABC123, COOLCAR; 1234567") == {
        "Deleted Plates": f"{plate_token('8ABC123')}, {plate_token('COOLCAR')}; {plate_token('1234567')}"
    }
    assert stored("License: 8ABC123 -> 8ABC124")["License"] == f"{plate_token('8ABC123')} -> {plate_token('8ABC124')}"
    assert stored("Deleted Plates: 8ABC123\n9XYZ001")["Deleted Plates"] == f"{plate_token('8ABC123')} {plate_token('9XYZ001')}"
    assert stored("License:\nDeleted Plates: [MASKED]\nPlate: REDACTED") == {
        "License": "", "Deleted Plates": "masked", "Plate": "redacted",
    }  # fmt: skip


def test_without_a_key_only_a_word_is_left() -> None:
    found = events.shareable({"License": "8ABC123", "User": "Jo Doe"}, lambda text: None, lambda text: None)
    assert found == {"License": events.PLATE, "User": events.PERSON}


def test_plates_and_addresses_in_other_labels_are_replaced_and_times_and_ids_kept() -> None:
    text = (
        "Hotlist Name: WATCH 8ABC123 (white)\nReason: 459 PC, see 8abc123\nExpiry: 2025-09-18T20:29:02.354Z\n"
        "Event: 5469f801-e05e-5c39-ace6-0ce9abf1106a\nShared with: jo.doe@example.org\n"
    )
    assert stored(text) == {
        "Hotlist Name": "WATCH [plate] (white)", "Reason": "459 PC, see [plate]", "Expiry": "2025-09-18T20:29:02.354Z",
        "Event": "5469f801-e05e-5c39-ace6-0ce9abf1106a", "Shared with": "[address]",
    }  # fmt: skip


def test_a_plate_before_a_colon_is_no_label() -> None:
    assert stored("Deleted Plates: 8ABC123\nXYZ9001: old car") == {"Deleted Plates": plate_token("8ABC123 XYZ9001: old car")}
    assert "9XYZ001" not in str(events.shareable({"9XYZ001": "old"}, plate_token))


letters, figures = "ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789"
plates = st.text(letters + figures, min_size=5, max_size=8).filter(
    lambda text: any(c in letters for c in text) and any(c in figures for c in text)
)
any_plates = st.text(letters + figures, min_size=4, max_size=8)
words = st.text("abcdefgh .,-()\n:*/#", max_size=12)
plate_labels = st.sampled_from(["License", "License Plate", "Plate", "Deleted Plates", "LICENSE", "licensePlate", "Old Plate"])
other_labels = st.sampled_from(["Reason", "Hotlist Name", "Name", "Case", "State", "Notes", "Filters", "Receiving Organization"])


@given(
    label=plate_labels,
    planted=st.lists(any_plates, min_size=1, max_size=4),
    between=st.sampled_from([", ", ";", " -> ", "\n", " "]),
)
def test_no_plate_under_a_plate_label_survives(label: str, planted: list[str], between: str) -> None:
    said = re.sub(r"p_[0-9a-f]{22}", "", str(stored(f"{label}: {between.join(planted)}\nState: CA").values()))
    assert not any(plate in said for plate in planted)


@given(label=other_labels, before=words, planted=plates, after=words, lower=st.booleans())
def test_no_plate_looking_word_survives_anywhere(label: str, before: str, planted: str, after: str, lower: bool) -> None:
    plate = planted.lower() if lower else planted
    text = f"{label}: {before} {plate} {after}\n{plate}: {before}\nUser: {plate}"
    said = re.sub(r"[pa]_[0-9a-f]{22}", "", str(stored(text)))
    assert planted not in said.upper()


@given(st.text(max_size=200))
def test_any_text_is_read_and_no_word_of_it_lost(text: str) -> None:
    found = events.parse_details(text)
    said = "\n".join(f"{label}\n{value}" for label, value in found.items())
    assert all(word in said for word in re.split(r"[\s:]+", text))
    events.shareable(found, plate_token)
