"""What one agency's shares come to: partners by level and state, what was gained and lost by date, exposure, findings."""

from __future__ import annotations

from plainview.pages._case import agency
from plainview.pages._findings import coverage, kind_of, of_agency
from plainview.pages._rows import Row, Rows
from plainview.pages._shared import SIDES, agency_shown, exposed, numbered, spans, words

SHOWN_EXPOSED, SHOWN_NAMES = 40, 60


def levels(found: dict[str, list[Row]]) -> list[Row]:
    """Partners by level: how many on each side, ended ones left out."""
    return [
        {"level": level, "title": title, **{side: sum(one["level"] == level for one in current(found[side])) for side in SIDES}}
        for level, title in words()["levels"].items()
        if any(one["level"] == level for side in SIDES for one in current(found[side]))
    ]


def kinds(found: dict[str, list[Row]]) -> list[Row]:
    """Partners by kind of body, ended ones left out, the commonest first."""
    every = {one["kind"] for side in SIDES for one in current(found[side])}
    shown = [
        {"kind": kind, **{side: sum(one["kind"] == kind for one in current(found[side])) for side in SIDES}} for kind in every
    ]
    return sorted(shown, key=lambda one: (-one["out"] - one["in"], one["kind"]))


def states(found: dict[str, list[Row]], own: str) -> list[Row]:
    """Partners by state, the agency's own state first, then the most; "" is a state that is not known."""
    every = {one["state"] for side in SIDES for one in current(found[side])}
    shown: list[Row] = [
        {"state": state, **{side: sum(one["state"] == state for one in current(found[side])) for side in SIDES}}
        for state in every
    ]
    return sorted(shown, key=lambda one: (one["state"] != own, -one["out"] - one["in"], one["state"]))


def current(partners: list[Row]) -> list[Row]:
    """Those whose share is not known to have ended."""
    return [one for one in partners if one["standing"] != "gone"]


def reach(found: dict[str, list[Row]], own: str) -> Row:
    """Of those who may search its cameras: how many are federal, of another state, on a 287(g) list."""
    now = current(found["out"])
    return {
        "n": len(now),
        "n_federal": sum(one["level"] == "federal" for one in now),
        "n_outside": sum(bool(one["state"]) and one["state"] != own for one in now) if own else None,
        "n_state_unknown": sum(not one["state"] for one in now),
        "n_member": sum(one["is_member"] for one in now),
    }


def changes(rows: Rows, id: str) -> list[Row]:
    """By day, newest first: partners gained and lost, with the day before which, or after which, the source shows otherwise."""
    found: dict[tuple[str, str, str, str], Row] = {}
    for side in SIDES:
        for span in spans(rows, id, side):
            if span["basis"] == "used":
                continue
            for what, on, other in (("gained", span["from_on"], span["after_on"]), ("lost", span["before_on"], span["to_on"])):
                if on and other:
                    one = found.setdefault((on, side, what, span["basis"]), {"other_on": other, "names": []})
                    one["other_on"] = min(one["other_on"], other)
                    one["names"].append(agency(rows, span["partner"])["name"])
    return [
        {
            "on": on,
            "since": one["other_on"],
            "side": side,
            "what": what,
            "basis": words()["bases"][basis],
            "n": len(one["names"]),
            "names": [{"name": name} for name in sorted(one["names"])[:SHOWN_NAMES]],
        }
        for (on, side, what, basis), one in sorted(found.items(), reverse=True)
    ]


def exposure_of(rows: Rows, id: str) -> Row:
    """What this agency is exposed to through a partner and does not reach directly, those by most partners first."""
    number = rows.once("shared_number_of", lambda r: {one: at for at, one in enumerate(numbered(r))})[id]
    found = exposed(rows)
    far = found.only_through(number)
    by_partners = sorted(((int(found.partners[number, owner]), numbered(rows)[owner]) for owner in far), key=_most)
    return {
        "n_direct": int(found.direct[number].sum()),
        "n": len(far),
        "owners": [{**agency_shown(rows, owner), "n_partners": n} for n, owner in by_partners[:SHOWN_EXPOSED]],
    }


def _most(one: tuple[int, str]) -> tuple[int, str]:
    return -one[0], one[1]


def findings(rows: Rows, id: str) -> Row:
    """The agency's findings that are about sharing: rules whose subject is a share, and the patterns that look at shares."""
    about = rows.once("shared_about", about_sharing)
    kept = {row["finding_id"] for row in rows.by("page/findings", "agency_id").get(id, []) if kind_of(row) in about}
    every = of_agency(rows, id)
    return {
        "asked": [one for one in every["asked"] if one["id"] in kept],
        "untold": [one for one in every["untold"] if one["id"] in kept],
        "coverage": coverage(rows, id),
    }


def about_sharing(rows: Rows) -> set[str]:
    """What makes findings about sharing, as finding ids begin: rule:ca/sharing_listed, detector:federal_partner."""
    rules = {str(row["made_by"]).split("@")[0] for row in rows.rows("page/rules") if row["subject"] == "share"}
    return rules | {f"detector:{name}" for name in words()["detectors"]["about"]}
