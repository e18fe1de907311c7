"""Make the whole network of a run, or one large audit for a benchmark."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from plainview.errors import UserError
from plainview.simulate import knowledge, phrases, printing, searching
from plainview.simulate import quirks as quirk_files
from plainview.simulate.audits import Log, plans
from plainview.simulate.documents import write_event_log, write_shared_networks
from plainview.simulate.portals import Portal, spool, write_snapshots
from plainview.simulate.truth import Truth, search_ids
from plainview.simulate.world import World, make_world

_THROUGHOUT = frozenset(knowledge.table("exports")["quirks"])  # quirks of the network's own files


def network(
    out: Path,
    searches: int,
    agencies: int,
    seed: int,
    custodians: int | None = None,
    quirks: frozenset[str] = frozenset(),
) -> dict[str, int]:
    """Write a made-up national network: records as disclosed into `out/records`, the truth into `out/truth`.

    The bytes depend on the arguments alone. Memory is bounded by `agencies` (two numbers a pair), not by `searches`.

    Args:
        out: folder that is absent or empty.
        searches: how many searches were made in the whole network.
        agencies: how many agencies it has, at least 2.
        seed: 0 or more.
        custodians: how many of them disclose their logs; None means 8, or all with cameras if they are fewer.
        quirks: names from the [quirks] table of exports.toml and from simulate/quirks (docs/quirks.md), or "all".

    Returns: counts of agencies, custodians, shares, searches, files and rows (a page counts the rows of its CSV).

    Raises: UserError for a folder in use, a number out of range or an unknown quirk.
    """
    world = _checked_world(searches, agencies, seed, custodians, quirks)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(str(out), "the folder is not empty", "name a folder that does not exist yet")
    records, waiting = out / "records", out / "spool"
    records.mkdir(parents=True)
    known = phrases.load()
    planted, throughout = quirk_files.chosen(quirks, _THROUGHOUT), quirks if "all" not in quirks else _THROUGHOUT
    with Truth(out / "truth") as truth:
        truth.country(world)
        logs: list[Log] = []
        portals: list[Portal] = []
        for number, plan in enumerate(plans(world)):
            for kind in ("network", "organization") if plan.organization else ("network",):
                logs.append(Log(world, number, plan, kind, records, truth, throughout))
            if plan.portal:
                agency = world.custodians[number]
                portals.append(Portal(number, agency, waiting / str(number)))
        wanted = frozenset(knowledge.table("exports")["labels"].values()) - {"org"}
        for batch in searching.stream(world, known, searches, searching.BATCH):
            ids = search_ids(batch)
            truth.searches(world, known, batch, ids)
            raw = printing.columns(world, known, batch, wanted)
            quoted = {name: printing.quoted(name, texts) for name, texts in raw.items()}
            for log in logs:
                log.write(batch, raw if log.xlsx else quoted, ids)
            for portal in portals:
                spool(portal, batch, ids)
        for log in logs:
            log.close()
        for portal in portals:
            write_snapshots(portal, world, records, truth)
        for number, plan in enumerate(plans(world)):
            if plan.shared_networks:
                write_shared_networks(world, number, records, truth)
            if plan.event_log:
                write_event_log(world, number, records, truth)
        _plant(out, truth, world, known, seed, planted, max(searches // 100, 40))
        counts = truth.counts
    shutil.rmtree(waiting, ignore_errors=True)
    return {
        "agencies": len(world.agencies),
        "custodians": len(world.custodians),
        "shares": int(np.count_nonzero(world.has_share())),
        "searches": searches,
        **counts,
    }


def quirk_mixtures(out: Path, files: int, seed: int, most: int = 3) -> int:
    """Write about `files` files with 1 to `most` quirks each, of 1 to 300 rows, as `network` writes its quirk files.

    Returns: how many files. Raises: UserError for a folder in use.
    """
    world = _checked_world(1, 40, seed, None, frozenset())
    if out.exists() and any(out.iterdir()):
        raise UserError(str(out), "the folder is not empty", "name a folder that does not exist yet")
    rng = np.random.default_rng([seed, 12])
    with Truth(out / "truth") as truth:
        planter = quirk_files.Planter(out / "records", truth, out / "truth", world, phrases.load(), seed)
        while truth.counts["files"] < files:
            planter.plant(quirk_files.mixture(rng, most), int(np.exp(rng.uniform(np.log(8), np.log(300)))))
        planter.close()
        return truth.counts["files"]


def _plant(out: Path, truth: Truth, world: World, known: phrases.Phrases, seed: int, names: list[str], rows: int) -> None:
    """Write one set of files for each quirk, below `out/records/quirks`."""
    if names:
        planter = quirk_files.Planter(out / "records", truth, out / "truth", world, known, seed)
        for name in names:
            planter.plant([name], rows)
        planter.close()


def network_audit_csv(path: Path, rows: int, agencies: int, seed: int) -> None:
    """Write one custodian's network audit of exactly `rows` rows, for a benchmark: 14 columns, about 220 bytes a row.

    Every search of the country touched this custodian. Memory is bounded by `agencies`, not by `rows`.
    """
    world = _checked_world(rows, agencies, seed, 1, frozenset())
    known = phrases.load()
    exports = knowledge.table("exports")
    labels = exports["headers"]["fourteen"]
    keys = [exports["labels"][label] for label in labels]
    names = printing.as_texts([a.name for a in world.agencies])
    with path.open("wb") as file:
        file.write((",".join(labels) + "\n").encode())
        for batch in searching.stream(world, known, rows, 4 * searching.BATCH):
            columns = printing.columns(world, known, batch, frozenset(keys))
            cells = [names[batch.searcher] if key == "org" else printing.quoted(key, columns[key]) for key in keys]
            file.write(("\n".join(map(",".join, zip(*cells, strict=True))) + "\n").encode())


def _checked_world(
    searches: int,
    agencies: int,
    seed: int,
    custodians: int | None,
    quirks: frozenset[str],
) -> World:
    quirk_files.chosen(quirks, _THROUGHOUT)
    for name, value, least in (
        ("searches", searches, 1),
        ("agencies", agencies, 2),
        ("seed", seed, 0),
    ):
        if value < least:
            raise UserError(name, f"{value} is too small", f"give {least} or more")
    world = make_world(seed, agencies, custodians)
    if custodians is not None and not 1 <= custodians == len(world.custodians):
        most = sum(a.cameras > 0 for a in world.agencies)
        raise UserError(
            "custodians",
            f"{custodians} cannot be had",
            f"give 1 to {most} (the agencies with cameras)",
        )
    return world
