"""Layouts: found by the header's content, the one that refuses first, and a broken layout file says what is wrong."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import layout
from plainview.errors import UserError

TABLE = 'shape = "table"\ntable = "entries"\nkind = "audit"'
TABLES = [one for one in layout.load_all().values() if one.shape == "table"]


def header_of(one: layout.Layout) -> list[str]:
    return [labels[0] for labels in one.columns.values() if labels[0] not in {n for c in one.absent for n in one.columns[c]}]


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.id)
def test_every_layout_matches_its_own_labels_in_any_order(one: layout.Layout) -> None:
    header = header_of(one)
    random.Random(1).shuffle(header)
    found = layout.match(header)
    assert found is not None
    assert found.layout.id == one.id
    assert all(layout.normalise(header[at]) in one.columns[name] for name, at in found.places.items())
    assert found.unknown == ()


@given(st.text(max_size=12))
def test_case_spaces_and_signs_of_a_label_do_not_matter(label: str) -> None:
    assert layout.normalise(f" {label}_#") == layout.normalise(label)


def test_a_column_it_does_not_know_is_told_with_its_place() -> None:
    header = [*header_of(next(one for one in TABLES if one.id == "flock_audit")), "Reviewed By"]
    found = layout.match(header)
    assert found is not None
    assert found.unknown == ((len(header) - 1, "Reviewed By"),)


def test_a_label_printed_twice_fills_its_column_once() -> None:
    found = layout.match(["id", "userId", "searchDate", "networkCount", "id"])
    assert found is not None
    assert (found.places["vendor_id"], found.unknown) == (0, ((4, "id"),))


@pytest.mark.parametrize("header", [[], [""], ["a", "b"], ["Reason"], ["Plate", "Camera"], ["Plate", "Time"]])
def test_too_little_is_no_layout(header: list[str]) -> None:
    assert layout.match(header) is None


def test_made_by_names_the_layout_and_its_bytes() -> None:
    one, other = (layout.parse("x", b'shape = "page"' + end) for end in (b"", b" # changed"))
    assert one.made_by.startswith("layout:x@")
    assert one.made_by != other.made_by


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("shape =", "Invalid value"),
        ('shape = "list"', "has shape = 'list'"),
        ("", "has shape = None"),
        (f'{TABLE}\nrequired = [["reason_raw"]]', "requires columns it does not describe: reason_raw"),
    ],
)
def test_a_broken_layout_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(UserError, match=r"layouts/x\.toml") as caught:
        layout.parse("x", text.encode())
    assert problem in caught.value.problem
    assert caught.value.fix
