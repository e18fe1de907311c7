"""Polluted variants of one table in the manner of the Pollock benchmark (VLDB 2023): one pollution a file, its truth known."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from drafts import Case, Draft, Line, case, other


def all_cases(table: Draft, seed: int) -> Iterator[Case]:
    """Every variant of a table, about 2,300 of a table of 50 rows and 8 columns."""
    chance = random.Random(seed)
    for quoting in ("minimal", "all"):
        draft = other(table, quoting=quoting)
        yield case("as_it_is", f"{quoting}", draft, draft.lines())
        yield from _dialects(draft)
        yield from _encodings(draft)
        yield from _positions(draft)
        yield from _headers(draft)
        yield from _ends(draft, chance)
    for at in range(len(table.rows) + 1):
        yield from _row(other(table, quoting="all" if at % 2 else "minimal"), at, chance)


def _dialects(draft: Draft) -> Iterator[Case]:
    q = draft.quoting
    for delimiter in (";", "\t", "|", ":", "^", "~", ", ", " ", "\t\t", "||"):
        one = other(draft, delimiter=delimiter)
        yield case(f"delimiter {delimiter!r}", q, one, one.lines())
    for quote, escape in (("'", ""), ('"', "\\"), ("'", "\\")):
        one = other(draft, quote=quote, escape=escape)
        yield case(f"quote {quote} escape {escape or 'doubled'}", q, one, one.lines())
    one = other(draft, delimiter=";", quote="'")
    yield case("delimiter ';' and quote '", q, one, one.lines())
    for end in ("\n", "\r"):
        one = other(draft, end=end)
        yield case(f"record end {end!r}", q, one, one.lines())
    one = other(draft, delimiter=";")
    yield case("sep= line", q, one, [Line((), ("sep=;",), "\r\n", "aside"), *one.lines()])


def _encodings(draft: Draft) -> Iterator[Case]:
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman"):
        yield case(f"encoding {encoding}", draft.quoting, draft, draft.lines(), encoding)


def _positions(draft: Draft) -> Iterator[Case]:
    q, n = draft.quoting, len(draft.header)
    header, *rows = draft.lines()
    for word, role in (("PREAMBLE", "preamble"), ("FOOTNOTE", "footnote")):
        for count in (1, 3):
            for delimited in (True, False):
                for blank in (True, False):
                    cells = (word, *[""] * (n - 1)) if delimited else (word,)
                    aside = [replace(draft.line(cells, "aside")) for _ in range(count)]
                    gap = [Line((), ("",), draft.end, "aside")] if blank else []
                    lines = [*aside, *gap, header, *rows] if role == "preamble" else [header, *rows, *gap, *aside]
                    yield case(role, f"{q} {count} {delimited} {blank}", draft, lines)
    for width in (n - 1, n, n + 1):
        labels = tuple(f"extra {at}" for at in range(width))
        second = [draft.line(labels, "aside")] + [
            draft.line(tuple(f"value {at} {row}" for at in range(width)), "aside") for row in range(10)
        ]
        yield case("several tables", f"{q} {width}", draft, [header, *rows, *second])
        yield case("several tables", f"{q} {width} gap", draft, [header, *rows, Line((), ("",), draft.end, "aside"), *second])
    yield case("several tables", f"{q} again", draft, [header, *rows[:25], replace(header, role="aside"), *rows[25:]])


def _headers(draft: Draft) -> Iterator[Case]:
    q = draft.quoting
    header, *rows = draft.lines()
    yield case("no header", q, draft, rows)
    for times in (2, 3):
        yield case("header repeated", f"{q} {times}", draft, [header] + [replace(header, role="aside")] * (times - 1) + rows)
    yield case("header only", q, draft, [header])
    yield case("one row", q, draft, [header, rows[0]])
    for what, label in (("long", "L" * 5000), ("blank", ""), ("signs", "#%&!"), ("double", draft.header[-2])):
        for place in (1, len(draft.header) - 1):
            labels = tuple(label if at == place else old for at, old in enumerate(draft.header))
            yield case(f"label {what}", f"{q} {place}", draft, [draft.line(labels, "header"), *rows])


def _ends(draft: Draft, chance: random.Random) -> Iterator[Case]:
    q = draft.quoting
    lines = draft.lines()
    yield case("no bytes", q, draft, [])
    yield case("no last line end", q, draft, [*lines[:-1], replace(lines[-1], end="")])
    yield case("two last line ends", q, draft, lines, tail=draft.end)
    yield case("zeros at the end", q, draft, lines, tail="\0" * 200)
    for cut in range(1, len("".join(lines[-1].parts)) + 1, 3):
        yield case("cut", f"{q} {cut}", draft, lines, cut=cut + len(draft.end) - 1)
    mixed = [replace(line, end=chance.choice(["\n", "\r\n"])) for line in lines]
    yield case("record ends mixed", f"{q} feeds", draft, mixed)
    mixed = [replace(line, end=chance.choice(["\n", "\r\n", "\r"])) for line in lines]
    yield case("record ends mixed", f"{q} all", draft, [*mixed[:-1], replace(mixed[-1], end="\n")])


def _row(draft: Draft, at: int, chance: random.Random) -> Iterator[Case]:
    """Pollutions of one row: the header (0) or a row below it."""
    lines = draft.lines()
    line, n = lines[at], len(draft.header)

    def put(kind: str, name: str, *new: Line) -> Case:
        return case(kind, f"row {at} {name}", draft, [*lines[:at], *new, *lines[at + 1 :]])

    for column in range(n):
        parts = list(line.parts)
        yield put(
            "row: delimiter more", f"{column}", replace(line, parts=(*parts[: 2 * column], draft.delimiter, *parts[2 * column :]))
        )
        if column:
            yield put("row: delimiter less", f"{column}", replace(line, parts=(*parts[: 2 * column - 1], *parts[2 * column :])))
        cell = parts[2 * column]
        spot = (0, len(cell), chance.randint(0, len(cell)), min(1, len(cell)), max(0, len(cell) - 1))[(at + column) % 5]
        stray = cell[:spot] + '"' + cell[spot:]
        yield put(
            "row: quote more", f"{column} {spot}", replace(line, parts=(*parts[: 2 * column], stray, *parts[2 * column + 1 :]))
        )
        if '"' in cell:
            spot = chance.choice([i for i, sign in enumerate(cell) if sign == '"'])
            short = cell[:spot] + cell[spot + 1 :]
            yield put(
                "row: quote less", f"{column}", replace(line, parts=(*parts[: 2 * column], short, *parts[2 * column + 1 :]))
            )
    if at == 0:
        return
    for delimiter in (" ", ";", "\t"):
        yield put("row: other delimiter", repr(delimiter), other(draft, delimiter=delimiter).line(line.cells))
    yield put("row: other quote", "'", other(draft, quote="'", quoting="all").line(line.cells))
    escaped = tuple(cell + '"' for cell in line.cells)
    yield put("row: other escape", "\\", other(draft, escape="\\").line(escaped))
    for end in ("\n", "\r", ""):
        yield put("row: other record end", repr(end), replace(line, end=end))
    keep = chance.randint(1, n - 1)
    yield put("row: cells less", f"{keep}", draft.line(line.cells[:keep]))
    yield put("row: cells more", "", draft.line((*line.cells, "more", "cells")))
    yield put("row: blank row", "", Line((), ("",), draft.end, "aside"), line)
    a, b = chance.sample(range(1, n), 2)
    parts = list(line.parts)
    parts[2 * a - 1] = ""
    moved = (*parts[: 2 * b], draft.delimiter, *parts[2 * b :])
    yield put("row: delimiter moved", f"{a} {b}", replace(line, parts=moved))
    spot = chance.randint(0, n - 1)
    zero = (*line.parts[: 2 * spot], line.parts[2 * spot][:3] + "\0" + line.parts[2 * spot][3:], *line.parts[2 * spot + 1 :])
    yield put("row: NUL", f"{spot}", replace(line, parts=zero))
    if at < len(lines) - 1:
        spot = chance.randint(0, n - 1)
        pair = [
            replace(one, parts=(*one.parts[: 2 * spot], sign(one.parts[2 * spot]), *one.parts[2 * spot + 1 :]))
            for one, sign in ((line, lambda cell: '"' + cell), (lines[at + 1], lambda cell: cell + '"'))
        ]
        yield case("row: quotes in two rows", f"row {at} {spot}", draft, [*lines[:at], *pair, *lines[at + 2 :]])
