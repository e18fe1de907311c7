"""What people decided about names: the case's own agency_names.csv, one row a name, written in any spreadsheet program."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from plainview import spreadsheet
from plainview.agencies import resolve, state_named
from plainview.agencies.vocabulary import CODES, KINDS, LEVEL_OF
from plainview.errors import UserError, UserErrors
from plainview.model import Agency

FILE = "agency_names.csv"
COLUMNS = ("name", "same_as", "agency_id", "state", "kind", "why", "by", "decided_on")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_SAYS = ("same_as", "agency_id", "state", "kind")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row: `name` is the agency that another name means (`same_as`), or has this id, this state or this kind.

    where: "line 3" of the file. Empty fields decide nothing.
    """

    where: str
    name: str
    same_as: str
    agency_id: str
    state: str
    kind: str
    why: str


class Decisions:
    """Decisions by name. Two names are one if they differ in case and blanks only."""

    def __init__(self, decisions: list[Decision]) -> None:
        self.by_name = {key(one.name): one for one in decisions}

    def __len__(self) -> int:
        return len(self.by_name)

    def get(self, name: str) -> Decision | None:
        """The row about this name, None if nothing was decided about it."""
        return self.by_name.get(key(name))

    def table(self) -> pa.Table:
        """One row is one name that a person decided about, as written: `name_raw`."""
        return pa.table({"name_raw": pa.array([one.name for one in self.by_name.values()], pa.string())})

    def resolve(self, name: str, state_hint: str = "") -> Agency:
        """As agencies.resolve, but a decision about this name goes before what can be read from it."""
        decision = self.get(name)
        if decision is None:
            return resolve(name, state_hint)
        why = f"decided in {FILE}, {decision.where}: {decision.why}"
        if decision.same_as:
            return replace(self.resolve(decision.same_as), confidence=1.0, why=why)
        read = resolve(name, decision.state or state_hint, stated=bool(decision.state))
        kind = decision.kind or read.kind
        level = LEVEL_OF.get(decision.kind, read.level) if decision.kind else read.level
        agency_id = decision.agency_id or read.agency_id
        state = decision.state or (CODES.get(agency_id.partition("-")[0], "") if decision.agency_id else read.state)
        confidence = 1.0 if decision.agency_id or decision.state else read.confidence
        return Agency(agency_id, read.canonical, state, kind, level, confidence, why)


NONE = Decisions([])


def key(name: str) -> str:
    """What two printings of one name have in common."""
    return " ".join(name.split()).casefold()


def load(folder: Path) -> Decisions:
    """The decisions of the case in this folder; none if it has no agency_names.csv.

    Raises:
        UserErrors: every mistake in the file at once, each with its line, column, value and what to do.
    """
    path = folder / FILE
    return parse(spreadsheet.read(path)) if path.exists() else NONE


def parse(rows: list[spreadsheet.Row]) -> Decisions:
    """Decisions from the rows of the file, the header first; see `load`."""
    if not rows:
        return NONE
    labels = [label.strip().lower().replace(" ", "_") for label in rows[0].cells]
    errors = _wrong_labels(rows[0], labels)
    if errors:
        raise UserErrors(errors)
    decisions, seen = [], dict[str, str]()
    for row in rows[1:]:
        decision, wrong = _decision(row, labels)
        errors += wrong
        if not wrong and decision is not None:
            earlier = seen.setdefault(key(decision.name), row.where)
            if earlier != row.where:
                errors.append(_wrong(row, "name", decision.name, f"stands on {earlier} already", "keep one of the two rows"))
            decisions.append(decision)
    errors += _circles(decisions)
    if errors:
        raise UserErrors(errors)
    return Decisions(decisions)


def _wrong(row: spreadsheet.Row, column: str, value: str, problem: str, fix: str) -> UserError:
    shown = f" '{value[:80]}'" if value else ""
    return UserError(f"{FILE} {row.where}, column {column}{shown}", problem, fix)


def _wrong_labels(row: spreadsheet.Row, labels: list[str]) -> list[UserError]:
    known = ", ".join(COLUMNS)
    errors = [_wrong(row, label, "", "is no column of this file", f"use the columns {known}")
              for label in labels if label and label not in COLUMNS]  # fmt: skip
    errors += [_wrong(row, label, "", "stands twice", "keep one of the two")
               for label in COLUMNS if labels.count(label) > 1]  # fmt: skip
    for label in ("name", "why"):
        if label not in labels:
            errors.append(_wrong(row, label, "", "is missing", f"the first row names the columns: {known}"))
    return errors


def _decision(row: spreadsheet.Row, labels: list[str]) -> tuple[Decision | None, list[UserError]]:
    cells = dict(zip(labels, row.cells, strict=False))
    said = {column: cells.get(column, "") for column in COLUMNS}
    errors: list[UserError] = []
    if any(row.cells[len(labels) :]):
        fix = "put a cell that holds a comma in quotation marks, or save the file from a spreadsheet program"
        errors.append(UserError(f"{FILE} {row.where}", f"has more cells than the first row has columns ({len(labels)})", fix))
    if not said["name"]:
        errors.append(_wrong(row, "name", "", "is empty", "write the name as the record prints it"))
    if not any(said[column] for column in _SAYS):
        fix = "fill same_as, agency_id, state or kind, or take the row out"
        errors.append(_wrong(row, "same_as", "", "decides nothing", fix))
    if not said["why"]:
        errors.append(_wrong(row, "why", "", "is empty", "write in a few words how you know; it is shown with the decision"))
    if said["same_as"] and (said["agency_id"] or said["state"] or said["kind"]):
        fix = "leave agency_id, state and kind empty: they follow from the other name"
        errors.append(_wrong(row, "same_as", said["same_as"], "stands beside another decision", fix))
    if said["agency_id"] and not _ID.fullmatch(said["agency_id"]):
        fix = "write it as the pages show it: small letters, digits and hyphens, such as oh-alder-falls-police"
        errors.append(_wrong(row, "agency_id", said["agency_id"], "is no agency id", fix))
    said["state"], wrong = _state(row, said)
    errors += wrong
    said["kind"] = said["kind"].lower().replace(" ", "_").replace("-", "_")
    if said["kind"] and said["kind"] not in KINDS:
        errors.append(_wrong(row, "kind", said["kind"], "is no kind of agency", f"use one of: {', '.join(KINDS)}"))
    if errors:
        return None, errors
    return Decision(row.where, *(said[column] for column in COLUMNS[:6])), []


def _state(row: spreadsheet.Row, said: dict[str, str]) -> tuple[str, list[UserError]]:
    """(the state's code, what is wrong with the cell)."""
    if not said["state"]:
        return "", []
    code = state_named(said["state"])
    if not code:
        fix = "write its name or two-letter postal code, such as OH"
        return "", [_wrong(row, "state", said["state"], "is no state of the United States", fix)]
    read = resolve(said["name"]).state if said["name"] else ""
    if read and read != code and not said["agency_id"]:
        fix = "leave state empty, or write an agency_id too if the name is misleading"
        return "", [_wrong(row, "state", said["state"], f"is not what the name says ({read})", fix)]
    return code, []


def _circles(decisions: list[Decision]) -> list[UserError]:
    """Rows that lead back to themselves: A is the same as B, B the same as A."""
    by_name = {key(one.name): one for one in decisions}
    errors = []
    for start in decisions:
        passed, at = {key(start.name)}, start
        while at.same_as and (following := by_name.get(key(at.same_as))) is not None:
            if key(following.name) in passed:
                row = spreadsheet.Row(start.where, [])
                fix = "leave out one of the rows; the name that is left is read by its words"
                errors.append(_wrong(row, "same_as", start.same_as, "leads back to itself", fix))
                break
            passed.add(key(following.name))
            at = following
    return errors
