"""Columns of rows in good order into the tables of a part: states, tokens, and nothing that could be a plate in the open."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from plainview import forms
from plainview.ingest import events, noted, odd_rows
from plainview.ingest.aside import MOST_NAMED, Counts
from plainview.ingest.shifted import Header
from plainview.parts import PartWriter
from plainview.states import account_state, cell_state
from plainview.tokens import tokeniser

_STATED = {"reason_raw": "reason_state", "case_raw": "case_state"}
_TOKENS = {"account_raw": "account", "plate_raw": "plate"}
MAY_HOLD_PLATES = ("filters_raw", "prompt_raw")
# What any state but `value` shows: an old marker, the word redacted, no letter or figure, a short word without figures, or
# the words and signs of a law that is cited.
_MAY_BE_MARKED = (
    r"(?i)redact|withheld|[*#█■▇▒░§]|^[^a-z0-9]*$|^\s*[^0-9]{1,12}\s*$|^\s*x+\s*$"
    r"|\bilcs\b|\d+\.\d+|\(b\)\s*\(?\d|\b(?:gov|gc|foia|exempt)|552|^\W*b\W*\d"
)


def write(
    columns: list[pa.Array],
    numbers: list[int],
    locators: list[str] | pa.Array,
    header: Header,
    key: bytes | None,
    writer: PartWriter,
    counts: Counts,
) -> None:
    """Write rows that stand under their labels."""
    n = len(numbers)
    counts.used += n
    for position, printed in header.match.unknown:
        filled = n - (pc.sum(pc.equal(columns[position], "")).as_py() or 0)
        label = printed if printed.strip() else f"column {position + 1} (no label)"
        if not filled and label != printed:
            continue
        counts.unknown_filled[label] = counts.unknown_filled.get(label, 0) + filled
    cells = {name: columns[position] for name, position in header.match.places.items()}
    table = header.match.layout.table
    if table == "entries":
        odd_rows.write(writer, noted.odd_cells(columns, numbers, locators, header))
        writer.write(table, numbers, locators, _entry_columns(cells, key, counts))
    elif table == "events":
        writer.write(table, numbers, locators, _event_columns(cells, key))
    elif table == "share_rows":
        _write_shares(cells, numbers, locators, writer)


def _entry_columns(cells: dict[str, pa.Array], key: bytes | None, counts: Counts) -> dict[str, object]:
    out: dict[str, object] = {}
    cells = _joined(cells)
    for name, column in cells.items():
        if name in _TOKENS:
            kind = _TOKENS[name]
            out[f"{kind}_token"], out[f"{kind}_state"] = _tokens(column, tokeniser(key, kind), kind == "account")
        elif name in _STATED:
            coded = pc.dictionary_encode(column)
            out[name] = column
            out[_STATED[name]] = pc.take(pa.array(states(coded.dictionary), pa.string()), coded.indices)
        elif name == "vendor_id":
            out[name] = pc.ascii_lower(pc.ascii_trim_whitespace(column))
        elif name in MAY_HOLD_PLATES:
            out[name] = _each(column, events.without_plates)
        else:
            out[name] = column
    if "searcher_raw" in cells and len(counts.searchers) < MOST_NAMED:
        counts.searchers.update(text.strip() for text in pc.unique(cells["searcher_raw"]).to_pylist())
    return out


def _joined(cells: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Day and time of a search as one text, where they are printed in two columns."""
    if "searched_on_raw" not in cells or "searched_at_raw" not in cells:
        return cells
    day, clock = cells["searched_on_raw"], cells["searched_at_raw"]
    day = pc.replace_substring_regex(pc.utf8_trim_whitespace(day), "T00:00:00$", "")
    both = pc.binary_join_element_wise(day, pc.utf8_trim_whitespace(clock), " ")
    rest = {name: column for name, column in cells.items() if name != "searched_on_raw"}
    return {**rest, "searched_at_raw": pc.if_else(forms.is_form(clock, "clock"), both, clock)}


def _each(column: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """Apply a function once per distinct text."""
    coded = pc.dictionary_encode(column)
    read = pa.array([function(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pc.take(read, coded.indices)


def states(texts: pa.Array) -> list[str]:
    """Cell states of distinct texts: most are values by their look alone, and only the others are looked at one by one."""
    found: list[str] = ["value"] * len(texts)
    for at in pc.indices_nonzero(pc.match_substring_regex(texts, _MAY_BE_MARKED)).to_pylist():
        found[at] = cell_state(texts[at].as_py())
    return found


def _tokens(column: pa.Array, token: Callable[[str], str | None], people: bool) -> tuple[pa.Array, pa.Array]:
    """Tokens and states. people: initials of a person are part of a name, and still tell one account from another."""
    coded = pc.dictionary_encode(column)
    texts = coded.dictionary.to_pylist()
    found = states(coded.dictionary)
    tokens = [token(text) if state == "value" else None for text, state in zip(texts, found, strict=True)]
    if people:
        found = [account_state(text) if state == "value" else state for text, state in zip(texts, found, strict=True)]
    return (
        pc.take(pa.array(tokens, pa.string()), coded.indices),
        pc.take(pa.array(found, pa.string()), coded.indices),
    )


def _event_columns(cells: dict[str, pa.Array], key: bytes | None) -> dict[str, object]:
    plate, account = tokeniser(key, "plate"), tokeniser(key, "account")
    out: dict[str, object] = {name: cells.get(name) for name in ("event_at_raw", "event_type", "entity_type", "event_id")}
    out["details_json"] = _each(
        cells["details_raw"],
        lambda text: json.dumps(events.shareable(events.parse_details(text), plate, account), ensure_ascii=False),
    )
    if "user_raw" in cells:
        out["user_token"] = _tokens(cells["user_raw"], account, people=True)[0]
    return out


def _write_shares(cells: dict[str, pa.Array], numbers: list[int], locators: list[str] | pa.Array, writer: PartWriter) -> None:
    """One line names a partner and the networks shared either way; "" stands for the custodian until it is known."""
    for direction in ("inbound", "outbound"):
        networks = cells[f"{direction}_raw"].to_pylist()
        filled = [i for i, text in enumerate(networks) if text.strip()]
        partners = [cells["partner_raw"][i].as_py().strip() for i in filled]
        custodian = [""] * len(filled)
        writer.write(
            "share_rows",
            [numbers[i] for i in filled],
            [str(locators[i]) for i in filled],
            {
                "from_raw": partners if direction == "inbound" else custodian,
                "to_raw": custodian if direction == "inbound" else partners,
                "listed_raw": [networks[i].strip() for i in filled],
                "direction": [direction] * len(filled),
                "flags": [""] * len(filled),
            },
        )
