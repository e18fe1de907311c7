"""Shared Networks workbooks and event logs, in step with the true sharing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from plainview.simulate.audits import spelled
from plainview.simulate.printing import csv_cell, person
from plainview.simulate.searching import uuids
from plainview.simulate.sheets import Sheet
from plainview.simulate.truth import Truth
from plainview.simulate.world import NEVER, World

SHARED_HEADER = ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing")
EVENT_HEADER = (
    "Timestamp",
    "User",
    "Event Type",
    "Entity Type",
    "Entity Details",
    "Event Id",
)
_DAY = 86_400_000  # milliseconds
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def write_shared_networks(world: World, custodian: int, out: Path, truth: Truth) -> None:
    """Write who shares with a custodian and with whom it shares, as of the last day of the run."""
    own, last = world.custodians[custodian], world.days - 1
    agency, day = world.agencies[own], world.day(last)
    begun, open_still = world.begins <= last, world.ends > last
    outbound, inbound = (begun & open_still)[own], (begun & open_still)[:, own]
    names = spelled(world, custodian)
    rows = [
        (
            names[i],
            world.agencies[i].name if inbound[i] else "",
            agency.name if outbound[i] else "",
        )
        for i in np.nonzero(outbound | inbound)[0].tolist()
    ]
    name = f"{agency.slug}/SharedNetworks_{day.year}_{_MONTHS[day.month - 1]}.xlsx"
    sheet = Sheet(out / name, SHARED_HEADER)
    sheet.append(list(zip(*sorted(rows), strict=True)))
    sheet.close()
    truth.file(name, "shared_networks", agency.id, day.isoformat()[:7], len(rows))


def write_event_log(world: World, custodian: int, out: Path, truth: Truth) -> None:
    """Write the administrative log of the whole run, newest first; shares opened and closed stand in it among other acts."""
    rng = np.random.default_rng([world.seed, 7, custodian])
    own = world.custodians[custodian]
    agency = world.agencies[own]
    events: list[tuple[int, str, str, str]] = []
    for kind, days in (("create", world.begins[own]), ("delete", world.ends[own])):
        for to in np.nonzero((days >= 0) & (days < world.days) & (world.begins[own] != NEVER))[0].tolist():
            details = (
                f"Network Name: {agency.name}\nPermissions: Search, VMS, Hotlist\n"
                f"Receiving Organization: {world.agencies[to].name}\n"
            )
            events.append((int(days[to]), kind, "networkShare", details))
    for _ in range(24):
        who, day = (
            person(own, int(rng.integers(agency.users))),
            int(rng.integers(world.days)),
        )
        kind, entity, details = _OTHER[int(rng.integers(len(_OTHER)))](who)
        events.append((day, kind, entity, details))
    # A share takes hold the day after it is opened and ends before the day it is closed (World.in_force), so the hour is free.
    stamped = [
        (
            day * _DAY + int(rng.integers(13 * 3_600_000, 23 * 3_600_000)),
            kind,
            entity,
            details,
        )
        for day, kind, entity, details in sorted(events)
    ]
    start = datetime(world.first_day.year, world.first_day.month, world.first_day.day, tzinfo=UTC)
    ids = uuids(rng, len(stamped)).tolist()
    name = f"{agency.slug}/event-logs.csv"
    with (out / name).open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(EVENT_HEADER) + "\n")
        for (millis, kind, entity, details), event_id in zip(sorted(stamped, reverse=True), ids, strict=True):
            at = (start + timedelta(milliseconds=millis)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            admin = person(own, millis % 3)
            file.write(",".join(csv_cell(c) for c in (at, admin, kind, entity, details, event_id)) + "\n")
    truth.file(name, "event_log", agency.id, "", len(stamped))


_OTHER = (
    lambda who: ("create", "user", f"Name: {who}\nRole: Patrol\nStatus: Invited\n"),
    lambda who: ("update", "user", f"Name: {who}\nRole: Patrol -> Detective\n"),
    lambda who: (
        "update",
        "organizationAudit",
        f"License Plate: ***\nUser: {who}\nStatus: Needs Review -> Archived\n",
    ),
    lambda who: (
        "create",
        "customHotlist",
        "Name: Watch Desk\nOrganization Hotlist: Yes\nAudience Roles: Patrol\n",
    ),
    lambda who: (
        "update",
        "role",
        "Name: Detective\nPermissions: Search -> Search, Hotlist\n",
    ),
)
