"""Reading one layout file: every mistake in it is told at once, with its line, by the name a person gave it."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from plainview.errors import UserError, UserErrors

# Columns that a layout may describe, by the table its rows go to.
COLUMNS = {
    "entries": set(
        "vendor_id searcher_raw account_raw networks_raw devices_raw window_raw window_from_raw window_to_raw plate_raw "
        "reason_raw offense_raw case_raw filters_raw searched_at_raw searched_on_raw search_type prompt_raw moderation".split()
    ),
    "events": set("event_at_raw user_raw event_type entity_type details_raw event_id".split()),
    "share_rows": set("partner_raw inbound_raw outbound_raw".split()),
}
KEYS = set("title shape kind table log required absent ignore columns orders refuse fix".split())
KINDS = set("audit network_audit organization_audit portal_audit shared_networks event_log".split())
_FORM = "see docs/layouts.md for the form of a layout file"


def normalise(label: str) -> str:
    """Label without case, spaces and signs, so that `' Org Name'`, `org_name` and `Org_Name` are one."""
    return "".join(ch for ch in label.casefold() if ch.isalnum())


def read(layout_id: str, data: bytes) -> tuple[dict[str, Any], str]:
    """The content of a layout file and the hash of its bytes.

    Raises:
        UserError: not TOML, or not a layout. `UserErrors` where there is more than one mistake.
    """
    where = f"layouts/{layout_id}.toml"
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(where, str(error), _FORM) from error
    lines = data.decode("utf-8").splitlines()
    if raw.get("shape") not in ("table", "page"):
        fix = 'write shape = "table" (rows under a header) or shape = "page"'
        raise UserError(_at(where, lines, "shape"), f"has shape = {raw.get('shape')!r}", fix)
    errors = [UserError(_at(where, lines, key), problem, fix) for key, problem, fix in _mistakes(raw)]
    if errors:
        raise UserErrors(errors) if len(errors) > 1 else errors[0]
    return raw, hashlib.sha256(data).hexdigest()


def _at(where: str, lines: list[str], key: str) -> str:
    """The place of a key, with its line where it stands in one of its own."""
    found = next((number for number, line in enumerate(lines, 1) if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line)), 0)
    return f"{where}, line {found}" if found else where


def _mistakes(raw: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(key, problem, fix) of everything that is wrong."""
    if wrong := list(_wrong_types(raw)):
        yield from wrong
        return
    columns, table = raw.get("columns", {}), raw.get("table", "")
    if raw["shape"] == "table" and not raw.get("refuse"):
        for key in sorted(set(raw) - KEYS):
            yield key, f"has a key that no layout knows: {key}", _instead(key, KEYS)
        if table not in COLUMNS:
            yield "table", f"says table = {table!r}, where no rows can go", f"use one of: {', '.join(sorted(COLUMNS))}"
        elif raw.get("kind") not in KINDS:
            yield "kind", f"says kind = {raw.get('kind')!r}", f"use one of: {', '.join(sorted(KINDS))}"
    for name in sorted(set(columns) - COLUMNS.get(table, set(columns))):
        yield name, f"describes a column that {table} has not: {name}", _instead(name, COLUMNS[table])
    for name in sorted({name for group in raw.get("required", []) for name in group} - set(columns)):
        yield "required", f"requires columns it does not describe: {name}", "add it under [columns]"
    for name in sorted(set(raw.get("absent", [])) - set(columns)):
        yield "absent", f"names a column it does not describe: {name}", "add it under [columns]"
    yield from _labels_twice(columns)
    known = {normalise(label) for labels in columns.values() for label in labels}
    for label in [label for order in raw.get("orders", []) for label in order]:
        if label and normalise(label) not in known:
            yield "orders", f"puts a label in order that stands under no column: {label}", 'add it under [columns], or write ""'


def _wrong_types(raw: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    if raw["shape"] == "page":
        return
    for key in ("title", "kind", "table", "log", "refuse", "fix"):
        if not isinstance(raw.get(key, ""), str):
            yield key, f"gives for {key} something that is no text", f'write {key} = "..."'
    if not isinstance(raw.get("columns", {}), dict):
        yield "columns", "has no list of columns", "write [columns] on a line of its own and the columns below it"
        return
    for name, labels in raw.get("columns", {}).items():
        if not _texts(labels) or not all(normalise(label) for label in labels):
            yield name, f"gives for {name} no list of labels", f'write {name} = ["label as printed"]'
    for key in ("absent", "ignore"):
        if not _texts(raw.get(key, [])):
            yield key, f"gives for {key} no list of texts", f'write {key} = ["..."]'
    for key in ("required", "orders"):
        if not isinstance(raw.get(key, []), list) or not all(_texts(group) for group in raw.get(key, [])):
            yield key, f"gives for {key} no list of lists", f'write {key} = [["..."], ["..."]]'


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _labels_twice(columns: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """One label may serve two columns only where it is not the only label of both (Search Date may be a time or a day)."""
    seen: dict[str, str] = {}
    for name, labels in columns.items():
        first = normalise(labels[0]) if labels else ""
        if first in seen:
            yield name, f"gives {name} the first label of {seen[first]}: {labels[0]}", "write the label under one of them"
        seen[first] = name


def _instead(word: str, known: set[str]) -> str:
    near = difflib.get_close_matches(word, sorted(known), 1)
    return f"did you mean {near[0]}?" if near else f"use: {', '.join(sorted(known))}"
