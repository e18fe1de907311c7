"""Make the whole network for linking: records and truth."""

from __future__ import annotations

import shutil
from pathlib import Path

from plainview.errors import UserError
from plainview.simulate import knowledge, phrases
from plainview.simulate.linking import country, searches
from plainview.simulate.linking.logs import Custodian, printed
from plainview.simulate.linking.names import Speller
from plainview.simulate.linking.plans import plans
from plainview.simulate.linking.truth import LinkTruth
from plainview.simulate.portals import Portal, spool, write_snapshots
from plainview.simulate.printing import as_texts
from plainview.simulate.world import span


def linking_network(out: Path, count: int, agencies: int, seed: int, custodians: int) -> dict[str, int]:
    """Write a made-up network hard enough to prove links: records into `out/records`, truth as Parquet into `out/truth`.

    What it plants and how often is in linking.toml. The bytes depend on the arguments alone. Memory is about a kilobyte a search
    and a few bytes for each pair of agencies.

    Args:
        out: folder that is absent or empty.
        count: how many searches are made; nearly each stands in a log (a month may never have been handed over).
        agencies: how many agencies may search. seed: 0 or more.
        custodians: how many of them disclose their logs.

    Returns: counts of agencies, custodians, searches, files, rows and spellings. Raises: UserError for a folder in use or
    more custodians than agencies with cameras.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(str(out), "the folder is not empty", "name a folder that does not exist yet")
    bodies = country.bodies(seed, agencies)
    most = sum(one.cameras > 0 and one.kind != "state_police" for one in bodies)
    if not 1 <= custodians <= most or count < 1:
        raise UserError("custodians", f"{custodians} cannot be had", f"give 1 to {most} (the agencies with cameras)")
    _, days = span()
    speller = Speller(seed, bodies)
    names = speller.vendor(days)
    slugs = [knowledge.slug(country.plain(one)) for one in bodies]
    world = country.make_country(seed, bodies, names.usual, custodians, slugs)
    known = phrases.load()
    made = searches.make(world, known, count)
    texts = printed(world, known, made)
    answers = plans(seed, custodians, len(world.months()))
    records, waiting = out / "records", out / "spool"
    truth = LinkTruth(out / "truth")
    for number, plan in enumerate(answers):
        Custodian(world, number, plan, texts, made, names, speller, records, truth).write()
        if plan.portal:
            portal = Portal(number, world.custodians[number], waiting / str(number))
            ids = as_texts([f"S{row:010d}" for row in range(1, count + 1)])
            spool(portal, made.searches, ids)
            write_snapshots(portal, world, records, truth)
    shutil.rmtree(waiting, ignore_errors=True)
    truth.close(world, bodies, names, answers, made)
    return {"agencies": agencies, "custodians": custodians, "searches": count, **truth.counts}
