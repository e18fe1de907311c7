"""A made-up network with planted breaches of law, planted patterns and their innocent look-alikes, and its truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from plainview.errors import UserError
from plainview.simulate.breaches import duties, patterns, printing, truth
from plainview.simulate.breaches.country import Country

__all__ = ["breach_network"]


def breach_network(out: Path, seed: int) -> dict[str, int]:
    """Write records (`out/records`), papers (`out/case`), a 287(g) list (`out/lists`) and `out/truth/breaches.csv`.

    The bytes depend on the seed alone. Returns: counts of agencies, files, rows, breaches, innocents and patterns.

    Raises: UserError for a folder in use or a seed below 0.
    """
    if seed < 0:
        raise UserError("seed", f"{seed} is too small", "give 0 or more")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(str(out), "the folder is not empty", "name a folder that does not exist yet")
    (out / "records").mkdir(parents=True)
    country = Country(np.random.default_rng([seed, 40]))
    duties.plant_all(country)
    of_law = len(country.plants)
    patterns.plant_all(country)
    written = printing.write(country, out)
    truth.write(out / "truth" / "breaches.csv", country.plants)
    told = Counter("patterns" if number >= of_law else _word(one.is_breach) for number, one in enumerate(country.plants))
    agencies = len({agency for agency, _ in country.logs} | {page.agency for page in country.pages})
    return {"agencies": agencies, **written, **{word: told[word] for word in ("breaches", "innocents", "patterns")}}


def _word(is_breach: bool) -> str:
    return "breaches" if is_breach else "innocents"
