"""Show the pages of a case live on this machine, with a place to drop records, review, draw samples and decide.

The case is made if there is none. The address that is shown lets in who has it: do not pass it on. Ctrl-C ends it.
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

if TYPE_CHECKING:
    from plainview.server.running import Address


def run(
    case: words.HereOrThere = Path(),
    host: Annotated[str, typer.Option(help="Where to listen; only this machine is possible without accounts.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")] = 8321,
    name: Annotated[str, typer.Option(help="Who decides; it stays in the case. The pages ask if it is not given.")] = "",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the address in your browser.")] = False,
    as_json: words.AsJson = False,
    unsandboxed: words.Unsandboxed = False,
) -> None:
    from plainview.server import running

    running.check_host(host)
    opened = open_case(case, date.today())
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

    running.serve(opened, host, port, name, tell, unsandboxed)
