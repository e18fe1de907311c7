"""Nothing that could be a plate leaves: planted plates are found, and what is not a plate is let through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainview import redact

PLATES = ["7ABC123", "abc1234", "ABC123", "123ABC", "8A12345", "AB12345", "GR8DAY", "1AB", "A1", "12A3456", "４ＢＣＤ123"]
TWO_PARTS = ["ABC 1234", "ABC-123", "123 ABC", "123-ABC", "1ABC 234", "AB 12345"]
HARMLESS = [
    "459PC", "10851 VC", "PC459", "287(g)", "2026-03-20", "2026-03-20T00:06:23Z", "2026-W14", "1,234 rows", "8:15",
    "22nd precinct", "3rd", "SHA 256", "UTC 2026", "SB 34", "line 17", "at least 20 %", "CSV 1200",
    "Cal. Gov. Code 7284.6", "C00123456",
]  # fmt: skip


@pytest.mark.parametrize("plate", PLATES + TWO_PARTS)
def test_a_planted_plate_is_found_in_text_and_data(plate: str) -> None:
    assert redact.check_page(f"<p>seen {plate} twice</p>")
    assert redact.check_data({"rows": [{"note": f"seen {plate} twice"}]})
    assert plate not in redact.printed(f"seen {plate} twice")


@pytest.mark.parametrize("plate", [p for p in PLATES + TWO_PARTS if len(p) > 3])
def test_a_planted_plate_is_found_in_names_addresses_and_readable_attributes(plate: str) -> None:
    for place in (
        '<a class="name" href="x">Port {} PD</a>',
        "<title>{}</title>",
        '<a href="searcher/{}.html">x</a>',
        '<td title="{}">x</td>',
    ):
        assert redact.check_page(place.format(plate)), place
    assert plate not in redact.name(f"Port {plate} PD")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_plate_is_let_through(text: str) -> None:
    assert redact.check_page(f"<p>{text}</p>") == []
    assert redact.printed(text) == text


def test_a_district_is_let_through_only_in_a_name() -> None:
    assert redact.check_page('<a class="name" href="x.html">D2 PD</a><h1 class="name">Zone 4B</h1>') == []
    assert redact.check_page("<p>D2 PD</p>")


def test_an_id_element_is_no_hiding_place() -> None:
    release, other = "0123456789abcdef", "fedcba9876543210"
    page = '<code class="id">{}</code>'
    for good in (release, f"{release}:17", f"plainview explain {release}:17", "layout:flock_audit@3f9c1a"):
        assert redact.check_page(page.format(good), {release}) == [], good
    for bad in ("7ABC123", "ABC 1234", other, f"plainview explain {other}:17", "flock7abc123"):
        assert redact.check_page(page.format(bad), {release}), bad
    assert redact.check_page(page.format("odd7layout"), {"odd7layout"}) == []


def test_a_token_is_found_wherever_it_stands() -> None:
    token = "9f" * 16
    for place in ("<p>{}</p>", '<a href="{}.html">x</a>', '<code class="id">{}</code>', '<span class="name">{}</span>'):
        assert redact.check_page(place.format(token), {"0123456789abcdef"}), place
    assert redact.check_data({"sha256": token}, {"x"})
    assert redact.check_data({"url": f"release/{token}.html"}, {"x"})
    assert redact.check_page("<th>plate_token</th>")
    assert redact.check_data({"plate_token": None})


@pytest.mark.parametrize("contact", ["555-201-4477", "(555) 201-4477", "jordan@alder.example"])
def test_a_contact_is_found_and_masked(contact: str) -> None:
    assert redact.check_page(f"<p>call {contact} now</p>")
    assert redact.printed(f"call {contact} now") == "call ▒ now"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("suspect vehicle", "suspect vehicle"),
        ("26-01628, 211PC", "▒ 211PC"),
        ("10851 cvc", "10851 cvc"),
        ("245(a)(2)PC", "245(a)(2)PC"),
        ("10851-22", "▒"),
        ("459", "▒"),
        ("stolen veh 7ABC123 Jordan Quimby", "stolen veh ▒"),
        ("<script>alert(1)</script>", "▒ alert ▒"),
        ("", ""),
        (None, ""),
        ("555-201-4477", "▒"),
    ],
)
def test_a_reason_keeps_known_words_only(typed: str | None, shown: str) -> None:
    assert redact.reason_words(typed) == shown


@given(st.text())
def test_no_reason_lets_anything_unknown_through(typed: str) -> None:
    shown = redact.reason_words(typed)
    assert redact.check_page(f"<p>{redact.html_text.escape(shown)}</p>") == []
    known = redact.vocabulary()
    for word in shown.split():
        assert (
            word == redact.MASK
            or word.lower() in known.words
            or word[0].isdigit()
            or any(sign.isdigit() for sign in word)
            or word.isalpha()
        )


@example("00000000000A.@0A.0")
@given(st.text(alphabet="ABCabc0123456789 -/.,:@", max_size=40))
def test_masked_text_always_passes_the_scan(text: str) -> None:
    assert redact.check_page(f"<p>{redact.printed(text)}</p>") == []
    assert redact.check_page(f'<b class="name">{redact.name(text)}</b>') == []
    assert redact.check_page(f"<p>{redact.value_words(text)}</p>") == []


@given(
    st.text(alphabet="ABCDEFGHJKL", min_size=1, max_size=4), st.text(alphabet="0123456789", min_size=1, max_size=4), st.booleans()
)
def test_letters_and_digits_together_never_leave(letters: str, digits: str, letters_first: bool) -> None:
    plate = letters + digits if letters_first else digits + letters
    if not redact._ORDINAL.match(plate):
        assert redact.check_page(f"<li>{plate}</li>")


def test_an_odd_value_keeps_dates_and_short_numbers() -> None:
    assert redact.value_words("04/05/2026 10:15:00, 304") == "04/05/2026 10:15:00, 304"
    assert redact.value_words("Jordan 7ABC123 5552014477") == "▒"


def test_the_vocabulary_holds_no_word_that_is_a_name() -> None:
    words = redact.vocabulary().words
    assert len(words) > 400
    assert not words & {
        "john",
        "maria",
        "chase",
        "grant",
        "young",
        "day",
        "hunter",
        "mark",
        "bill",
        "rose",
        "honda",
        "black",
        "white",
    }


def test_known_words_side_by_side_cannot_stop_the_site() -> None:
    for typed in ("PC 459 VEH", "459 VEH", "VEH 459", "459 PC VEH", "187 CAR STOLEN"):
        assert redact.check_page(f"<p>{redact.reason_words(typed)}</p>") == [], typed
    assert redact.reason_words("PC 459 VEH") == "PC 459 VEH"  # the number belongs to its code, and is no half of a plate
    assert redact.printed("seen was 459 VEH") == "seen was ▒"


def test_counts_of_federal_bodies_are_not_plates() -> None:
    assert redact.printed("name a federal body (ICE 120, FBI 101)") == "name a federal body (ICE 120, FBI 101)"


def test_json_text_and_tables_are_scanned_as_their_dicts_are() -> None:
    known = frozenset({"a" * 16})
    for value in ({"reason": "7ABC123"}, {"release_id": "b" * 16}, {"url": f"release/{'c1' * 8}.html"}, {"plate_token": "x"}):
        text = json.dumps(value, separators=(",", ":"))
        assert redact.check_json(text, value, known) == redact.check_data(value, known) != []
    fine = {"release_id": "a" * 16, "url": f"release/{'a' * 16}.html", "name": "Alder Falls"}
    assert redact.check_json(json.dumps(fine, separators=(",", ":")), fine, known) == []
    assert redact.check_table([["name", "why"], ["Alder Falls", "7ABC123"], ["D2", ""]], known) != []
    assert redact.check_table([["name", "why"], ["Alder Falls", "a day"], ["D2", ""]], known) == []


def test_the_names_of_everything_shipped_may_be_printed() -> None:
    """A rule called after a section (287g) once kept every site of its state from being published."""
    shipped = Path(redact.__file__).parent
    rooms = ("rules", "detectors", "layouts", "reports", "terms")
    found = [path.relative_to(shipped) for room in rooms for path in sorted((shipped / room).rglob("*"))]
    names = [path.with_suffix("").as_posix() for path in found if path.suffix in (".toml", ".sql")]
    assert len(names) > 300
    assert redact.check_data([{"kind": name} for name in names]) == []
    assert redact.check_page("".join(f"<p>{name}</p>" for name in names)) == []
