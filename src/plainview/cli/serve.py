"""Show the pages of a case live on this machine, with a place to drop records, review, draw samples, decide and publish.

The case is made if there is none. The address that is shown lets in who has it: do not pass it on. Ctrl-C ends it.
With --team each person signs in with an account of their own (see the verb team), and other machines may be let in.
"""

from __future__ import annotations

import json
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainview.case import open_case
from plainview.cli import words
from plainview.errors import UserError

if TYPE_CHECKING:
    from plainview.server.running import Address


def run(
    case: words.HereOrThere = Path(),
    host: Annotated[str, typer.Option(help="Where to listen; any but this machine needs --team.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")] = 8321,
    name: Annotated[str, typer.Option(help="Who decides; it stays in the case. The pages ask if it is not given.")] = "",
    team: Annotated[bool, typer.Option("--team", help="Each person signs in with an account: see `plainview team`.")] = False,
    origin: Annotated[str, typer.Option(help="With --team: the address that people type, as https://plainview.example.")] = "",
    behind_tls: Annotated[bool, typer.Option("--behind-tls", help="With --team: a reverse proxy before this ends TLS.")] = False,
    trust_proxy: Annotated[
        list[str], typer.Option(metavar="ADDRESS", help="With --team: a proxy whose X-Forwarded-For is believed.")
    ] = [],  # noqa: B006 - Typer gives each call its own
    open_browser: Annotated[bool, typer.Option("--open", help="Open the address in your browser.")] = False,
    as_json: words.AsJson = False,
    unsandboxed: words.Unsandboxed = False,
) -> None:
    from plainview.server import listening, running

    if not team and (origin or behind_tls or trust_proxy):
        raise UserError("--origin, --behind-tls, --trust-proxy", "are for a team", "add --team, or leave them out")
    if team and name:
        raise UserError(
            "--name", "is for one user", "leave it out: with --team everybody decides under the name of their account"
        )
    shared = listening.shared(origin, behind_tls, trust_proxy) if team else None
    listening.check_host(host, shared)
    opened = open_case(case, date.today())
    if team:
        running.check_team(opened)
    words.token_key()  # a key that is not in order is told now, not at the first drop

    def tell(address: Address) -> None:
        if as_json:
            print(
                json.dumps({"url": address.url, "host": address.host, "port": address.port, "case": str(opened.root)}), flush=True
            )
        else:
            print(f"open {address.url}\nCtrl-C ends it", flush=True)
        if open_browser:
            webbrowser.open(address.url)

    running.serve(opened, host, port, name, tell, unsandboxed, shared=shared)
