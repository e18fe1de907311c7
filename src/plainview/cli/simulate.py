"""Write a made-up national network with its truth, in the shape of real exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words
from plainview.errors import UserError


def run(
    out: Annotated[Path, typer.Option(help="Folder to write into; must be new or empty.")],
    searches: Annotated[int, typer.Option(min=1, help="How many searches the made-up network makes.")] = 20_000,
    agencies: Annotated[int, typer.Option(min=2, help="How many agencies it has.")] = 60,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal bytes.")] = 1,
    custodians: Annotated[int | None, typer.Option(help="How many agencies disclose their logs.")] = None,
    quirks: Annotated[str, typer.Option(help="Quirks to plant, separated by commas; all for every one (docs/quirks.md).")] = "",
    linking: Annotated[
        bool,
        typer.Option("--linking", help="A network to prove links by: many spellings, no ids in some logs."),
    ] = False,
    breaches: Annotated[
        bool,
        typer.Option("--breaches", help="A network with planted breaches of law and innocent look-alikes; its size is fixed."),
    ] = False,
    as_json: words.AsJson = False,
) -> None:
    wanted = frozenset(name.strip() for name in quirks.split(",") if name.strip())
    from plainview import simulate
    from plainview.simulate.breaches import breach_network

    if linking and wanted:
        raise UserError("--quirks", "it cannot be had with --linking", "leave out one of them")
    if breaches and (wanted or linking):
        raise UserError("--breaches", "it cannot be had with --quirks or --linking", "leave out one of them")
    if breaches:
        counts = breach_network(out, seed)
    elif linking:
        counts = simulate.linking_network(out, searches, agencies, seed, custodians or 12)
    else:
        counts = simulate.network(out, searches, agencies, seed, custodians, wanted)
    print(
        json.dumps(counts)
        if as_json
        else "\n".join(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}" for name, value in counts.items())
    )
