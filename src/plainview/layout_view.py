"""`plainview layout`: how one file is recognised, column by column; and a proposed layout looked at and accepted."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainview import layout, proposed
from plainview.case import Case
from plainview.errors import UserError
from plainview.sandbox import Job, Sandbox


@dataclass(frozen=True, slots=True)
class View:
    """How a file is recognised: `found` as the door notes it, its columns, or why it is not taken and what is proposed."""

    name: str
    found: dict[str, Any] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    refused: str = ""
    fix: str = ""
    proposal: dict[str, str] = field(default_factory=dict)


def view(path: Path, case: Case | None) -> View:
    """Recognise one file in a child process, and look at the first rows of a table.

    Raises:
        UserError: the file is not there, or a layout of the case is not in order.
    """
    if not path.is_file():
        raise UserError(str(path), "is no file", "name one file of records")
    layouts = str(case.layouts) if case else ""
    layout.load_all(layouts)
    with tempfile.TemporaryDirectory() as out, Sandbox(1) as sandbox:
        arguments = {"path": str(path), "name": path.name, "out": out, "layouts": layouts}
        answer = sandbox.ask(Job("recognise_file", path.name, arguments))
        if "refused" in answer:
            return View(path.name, {}, [], f"{answer['at']} {answer['why']}".strip(), answer["fix"], answer.get("proposal", {}))
        found = answer["found"]
        if not found["layout"] or layout.of(found).shape != "table":
            return View(path.name, found)
        told = sandbox.ask(Job("describe_table", path.name, {"path": str(path), "found": found}))
        return View(path.name, found, told["columns"])


def accept(path: Path, case: Case) -> Path:
    """Take the layout that is proposed for a file: from then on the case uses it. A file edited by hand is taken as edited.

    Raises:
        UserError: nothing is proposed for this file, or the proposed file is not in order.
    """
    seen = view(path, case)
    if not seen.proposal:
        why = f"is recognised already, as {seen.found['layout']}" if seen.found else f"gives no proposal: it {seen.refused}"
        raise UserError(str(path), why, seen.fix or "nothing to accept")
    proposed.keep(case.layouts, {"proposal": seen.proposal})
    return proposed.accept(case.layouts, seen.proposal["name"])


def told(seen: View) -> list[str]:
    """The view as lines for a person."""
    if seen.proposal:
        return [f"{seen.name}: {seen.refused}", f"fix: {seen.fix}", "", *seen.proposal["toml"].splitlines()]
    if seen.refused:
        return [f"{seen.name}: {seen.refused}", f"fix: {seen.fix}"]
    found = seen.found
    if not seen.columns:
        return [f"{seen.name}: {found['type']}, {found['layout'] or 'a container; name a file in it'}"]
    own = " (of this case)" if found.get("layout_toml") else ""
    lines = [f"{seen.name}: {found['type']}, layout {found['layout']}{own}, goes to {layout.of(found).table}"]
    if not found["header"]:
        lines.append("no header is printed: the columns are known by the form of their cells")
    elif found.get("order"):
        lines.append("the labels do not stand above their columns as printed; they are read as follows")
    lines += ["", "column  label -> read as: forms of the first rows' cells; states"]
    for one in seen.columns:
        shown = "".join(ch if ch.isprintable() else " " for ch in one["label"])[:60]
        read_as = one["ours"] or "left out"
        looks = ", ".join(f"{said} {share:.0%}" for said, share in one["forms"].items()) or "blank or masked"
        states = ", ".join(f"{state} {n}" for state, n in one["states"].items())
        lines.append(f"{one['at']:>3}  {shown or '(no label)'} -> {read_as}: {looks}; {states}")
    unknown = [one for one in seen.columns if not one["ours"]]
    if unknown:
        lines += ["", f"{len(unknown)} columns are left out; their cells stay in the original only"]
    return lines
