"""Every marker of the catalogue gives its cell state, and ordinary words none."""

from __future__ import annotations

import pytest

from plainview.states import cell_state


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
