"""The tables `agency_names` (one row a spelling), `agencies` (one row an agency), `listed` and `memberships` (loaded lists)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from plainview.agencies import NO_STATE_PREFIX, decided, kept, resolve, resolve_slug
from plainview.agencies.decided import Decisions
from plainview.agencies.lists import Listed, kinds
from plainview.agencies.memberships import memberships
from plainview.agencies.slugs import slug_in
from plainview.agencies.vocabulary import STATES
from plainview.model import Agency
from plainview.store import Store

_TEXT, _DAY = pa.string(), pa.date32()
_NAMES = pa.schema([("name_raw", _TEXT), ("agency_id", _TEXT), ("confidence", pa.float64()), ("why", _TEXT)])
_ZONES = pa.schema([("state", _TEXT), ("zone", _TEXT)])
_AGENCIES = pa.schema(
    [
        *((name, _TEXT) for name in ("agency_id", "canonical", "state", "kind", "level")),
        ("confidence", pa.float64()),
        ("n_names", pa.int64()),
    ]
)
_LISTED = pa.schema(
    [(name, _TEXT) for name in "list_id source file locator name_raw agency_id state kind type_raw ori note".split()]
)
_MEMBERS = pa.schema(
    [
        *((name, _TEXT) for name in ("agency_id", "programme", "model", "name_raw")),
        ("from_on", _DAY), ("from_basis", _TEXT), ("to_on", _DAY), ("source", _TEXT),
        ("lists_from", _DAY), ("lists_to", _DAY),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a case says of agencies besides its records: decisions about names, and the lists it has loaded."""

    decisions: Decisions
    lists: tuple[tuple[kept.Kept, list[Listed]], ...] = ()


NOTHING = Told(decided.NONE)


def told(case: Path) -> Told:
    """What the case in this folder says.

    Raises:
        UserError: agency_names.csv has mistakes (all are named), or a loaded list is gone or changed.
    """
    return Told(decided.load(case), tuple((one, kept.read(case, one)) for one in kept.all_of(case)))


def write(store: Store, known: dict[str, Agency], told: Told = NOTHING) -> None:
    """Resolve every name found in the case. `known` holds names that were read in another way (portal names in paths)."""
    names = [str(row["name_raw"]) for row in store.rows("ingest/names")]
    hints = _states_by_lists(told)
    read = {
        name: told.decisions.resolve(name) if told.decisions.get(name) else _with_hint(known.get(name) or resolve(name), hints)
        for name in names
    }
    rows = [
        {"name_raw": name, "agency_id": one.agency_id, "confidence": one.confidence, "why": one.why}
        for name, one in sorted(read.items())
    ]
    zones = {"state": list(STATES), "zone": [state.time_zone for state in STATES.values()]}  # of most people of the state
    store.lend("state_zones", pa.table(zones, schema=_ZONES))
    store.add("agency_names", pa.Table.from_pylist(rows, schema=_NAMES))
    store.add("agencies", pa.Table.from_pylist(agencies_of(read, told.decisions), schema=_AGENCIES))
    store.add("listed", pa.Table.from_pylist(_listed(told), schema=_LISTED))
    store.add("memberships", pa.Table.from_pylist(_members(told), schema=_MEMBERS))


def custodians(named: Iterable[tuple[str, str, str]], decisions: Decisions = decided.NONE) -> dict[str, Agency]:
    """The agency of each custodian's name, from (name, how it is known, path of its file) of every release.

    A page may print its name without the state while the portal's slug in the path says it ("Wren County Sheriffs Office" in
    wren-county-ca-so). The state is taken from there if slug and name are one agency then, and no other slug says otherwise.
    """
    bases: dict[str, set[str]] = defaultdict(set)
    slugs: dict[str, set[str]] = defaultdict(set)
    for name, basis, path in named:
        bases[name].add(basis)
        slugs[name].update(slug for part in reversed(path.replace("#", "/").split("/")) if (slug := slug_in(_stem(part))))
    return {name: _custodian(name, bases[name], slugs[name], decisions) for name in bases}


def _stem(part: str) -> str:
    return part.rpartition(".")[0] if "." in part else part


def _custodian(name: str, bases: set[str], slugs: set[str], decisions: Decisions) -> Agency:
    if decisions.get(name):
        return decisions.resolve(name)
    if bases == {"none"}:
        return unnamed(name)
    read = resolve_slug(name) if bases == {"path"} and " " not in name else resolve(name)
    by_slug = {(said := resolve_slug(slug)).agency_id: said.state for slug in slugs}
    if read.state or "given" in bases or len(by_slug) != 1:
        return read
    [(agency_id, state)] = by_slug.items()
    with_state = resolve(name, state)
    if with_state.agency_id != agency_id:
        return read
    return replace(with_state, why=with_state.why.replace("the record around it", "the portal's name in the path"))


def _states_by_lists(told: Told) -> dict[str, set[str]]:
    """By agency id without its state, the states in which the loaded lists have such an agency."""
    states: dict[str, set[str]] = defaultdict(set)
    for _, listed in told.lists:
        for one in listed:
            if one.agency.state and one.agency.level == "local":
                states[one.agency.agency_id.partition("-")[2]].add(one.agency.state)
    return states


def _with_hint(read: Agency, states: dict[str, set[str]]) -> Agency:
    """The reading, with what the loaded lists would say of a state that the name does not say. It stays a hint."""
    prefix, _, rest = read.agency_id.partition("-")
    found = states.get(rest, set()) if prefix == NO_STATE_PREFIX else set()
    if len(found) != 1:
        return read
    return replace(read, why=f"{read.why}; the loaded lists have an agency of this name in {min(found)} alone, which is no proof")


def agencies_of(read: dict[str, Agency], decisions: Decisions) -> list[dict[str, object]]:
    """One row an agency. What was decided names it; else, where spellings differ in what they tell, the surest reading does."""
    n_names = Counter(one.agency_id for one in read.values())
    best: dict[str, tuple[tuple[int, float], Agency]] = {}
    shown: dict[str, str] = {}  # the name by the surest reading that nobody had to decide
    for name, one in sorted(read.items(), key=lambda pair: (-pair[1].confidence, pair[0])):
        decision = decisions.get(name)
        if decision is None:
            shown.setdefault(one.agency_id, one.canonical)
        weight = 1 if decision is None else 2 if decision.kind or decision.state else 0
        if one.agency_id not in best or (weight, one.confidence) > best[one.agency_id][0]:
            best[one.agency_id] = ((weight, one.confidence), one)
    return [
        {
            "agency_id": one.agency_id, "canonical": shown.get(one.agency_id, one.canonical), "state": one.state,
            "kind": one.kind, "level": one.level, "confidence": one.confidence, "n_names": n_names[one.agency_id],
        }
        for _, (_, one) in sorted(best.items())
    ]  # fmt: skip


def _listed(told: Told) -> list[dict[str, object]]:
    sources = {kind.id: kind.source for kind in kinds()}
    return [
        {
            "list_id": of.list_id, "source": sources[of.kind], "file": of.name, "locator": one.where, "name_raw": one.name_raw,
            "agency_id": one.agency.agency_id, "state": one.agency.state, "kind": one.agency.kind, "type_raw": one.type_raw,
            "ori": one.ori, "note": one.note,
        }
        for of, listed in told.lists for one in listed
    ]  # fmt: skip


def _members(told: Told) -> list[dict[str, object]]:
    programmes = {kind.id: kind.programme for kind in kinds()}
    found = ((programmes[of.kind], of, listed) for of, listed in told.lists if programmes[of.kind])
    return [{name: getattr(one, name) for name in _MEMBERS.names} for one in memberships(found)]


def unnamed(name: str) -> Agency:
    """Stands for a custodian that no record names: its own, merged with nobody."""
    slug = "".join(ch if ch.isalnum() else "-" for ch in name.casefold()).strip("-")
    return Agency(f"unknown-{slug}"[:80], name, "", "unknown", "unknown", 0.0, "no record says whose log this is")
