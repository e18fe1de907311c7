"""What a report is asked for: which agency, which template, which days; and whether they fit together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plainview import redact
from plainview.errors import UserError
from plainview.reports import periods
from plainview.reports.template import Template, load
from plainview.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """One report: of whom (id, name as it may be shown, state), by which template, of which days (UTC, both included)."""

    template: Template
    agency_id: str
    agency: str
    state: str
    from_on: date
    to_on: date


def checked(store: Store, template: Template, agency: str, start: date, end: date) -> Asked:
    """What was asked for, if it fits together.

    Raises:
        UserError: no such agency, an agency of another state than the template's or of none that is known, or days that are
            not the template's period.
    """
    row = _agency(store, agency)
    state, name = str(row["state"] or "").upper(), redact.name(str(row["canonical"] or row["agency_id"]))
    wanted = template.jurisdiction.upper()
    if wanted and state != wanted:
        fits = [one.id for one in load().values() if one.jurisdiction.upper() in (state, "") and (one.jurisdiction or not state)]
        others = fits or [one.id for one in load().values() if not one.jurisdiction]
        whose = f"{name} is of {state}" if state else f"the state of {name} is not known"
        fix = f"use one of: {', '.join(others)}" + ("" if state else "; or write the agency's state into agency_names.csv")
        raise UserError(f"--template {template.id}", f"is for agencies of {wanted}, and {whose}", fix)
    periods.check(template.period, template.id, start, end)
    return Asked(template, str(row["agency_id"]), name, state, start, end)


def _agency(store: Store, named: str) -> dict[str, object]:
    found = store.rows("report/agency", named=named.strip())
    exact = [one for one in found if one["agency_id"] == named.strip()] or found
    if len(exact) == 1:
        return exact[0]
    if exact:
        ids = ", ".join(str(one["agency_id"]) for one in exact[:5])
        raise UserError(f"--agency {named[:80]}", "is the name of several agencies", f"name one by its id: {ids}")
    raise UserError(f"--agency {named[:80]}", "is no agency of this case", "write its id or name as the pages show it")
