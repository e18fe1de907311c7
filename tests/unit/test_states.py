"""Every marker of the catalogue gives its cell state, and ordinary words none."""

from __future__ import annotations

import pyarrow as pa
import pytest

from plainview.ingest.cells import states
from plainview.states import account_state, cell_state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "empty"), ("  \n", "empty"), ("***", "masked"), ("* * *", "masked"), (" *** ", "masked"), ("###", "masked"),
        ("████", "masked"), ("REDACTED", "redacted"), (" redacted ", "redacted"), ("[REDACTED]", "redacted"),
        ("(Redacted)", "redacted"), ("Redaction", "redacted"), ("REDACTED / stolen vehicle", "partial"),
        ("J. ███", "partial"), ("N/A", "placeholder"), ("none", "placeholder"), ("xxx", "placeholder"), ("---", "placeholder"),
        ("investigation", "value"), ("#1 suspect", "value"), ("*AAA999", "value"), ("Xavier", "value"), ("x-ray", "value"),
        ("nonessential", "value"), ("unredactable", "value"), ("459 PC", "value"), ("#", "value"),
    ],
)  # fmt: skip
def test_state_of_a_printed_cell(text: str, state: str) -> None:
    assert cell_state(text) == state


CITED = [
    "7923.600 GC", "7923.600 gc", "Gov. Code 7923.600", "Gov Code § 7923.600(a)", "GC 6254(f)",
    "California Government Code 7923.600",
    "7923.600", "§ 7927.705", "b(7)(E)", "(b)(7)(E)", "(b)(6), (b)(7)(C)",
    "FOIA (b)(7)(E)", "Exemption b(6)", "FOIA exempt", "Exempt",
    "5 ILCS 140/7(1)(d)", "5 ILCS 140/7(1)(d)(i)", "5 U.S.C. 552(b)(7)(E)", "Withheld", "[withheld under Gov. Code 7923.600]",
    "Withheld pursuant to 5 ILCS 140/7(1)(d)",
]  # fmt: skip
NOT_CITED = [
    "459 PC", "10851 VC", "18 USC 1201", "GC", "gov vehicle stolen", "b7", "B(7", "code 3", "case 7923", "7923", "b 7 e street",
    "exempt plate on truck", "720 ILCS 5/19-1", "withheld info about a robbery", "PC 459.5", "VC 10851(a)", "2.5", "5.56 rifle",
]  # fmt: skip


@pytest.mark.parametrize("text", CITED)
def test_a_law_typed_over_the_value_is_withheld(text: str) -> None:
    assert cell_state(text) == "withheld"


@pytest.mark.parametrize("text", NOT_CITED)
def test_an_offence_or_a_word_is_no_citation(text: str) -> None:
    assert cell_state(text) == "value"


def test_by_column_is_cell_by_cell_for_citations_too() -> None:
    texts = CITED + NOT_CITED
    assert states(pa.array(texts)) == [cell_state(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "state"),
    [("A. Aaa", "partial"), ("J.D.", "partial"), ("J. D.", "partial"), ("A.Aaa", "partial"), ("Jane Doe", "value"),
     ("jdoe", "value"),
     ("***", "masked"), ("", "empty"), ("J. ███", "partial"), ("4821", "value")],
)  # fmt: skip
def test_initials_are_part_of_a_name(text: str, state: str) -> None:
    assert account_state(text) == state
