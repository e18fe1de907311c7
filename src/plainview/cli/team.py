"""The people who share a case over `serve --team`: their accounts, their roles, and the log of what they did.

A viewer reads the pages; a reviewer adds records and decides too; a publisher may publish too. Passwords are asked at the
terminal, or read from standard input or from the file that PLAINVIEW_PASSWORD_FILE names; they are never printed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainview.cli import words

if TYPE_CHECKING:
    from plainview.team import Account, Accounts

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the account; decisions are written under it.")]
Role = Annotated[str, typer.Option(help="viewer, reviewer or publisher.")]


def _of(case: Path) -> Accounts:
    from plainview.team import Accounts

    return Accounts(words.existing(case).root)


def _tell(one: Account, did: str, as_json: bool) -> None:
    shown = {"name": one.name, "role": one.role, "is_active": one.is_active, "changed_at": one.changed_at}
    print(json.dumps(shown, ensure_ascii=False) if as_json else f"{one.name}, {one.role}: {did}")


@app.command()
def add(name: Name, role: Role, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Add an account."""
    from plainview.team import changes, passwords

    accounts = _of(case)
    plain = changes.check_new(accounts, name, role)
    _tell(changes.add(accounts, plain, role, passwords.asked(plain, os.environ)), "added", as_json)


@app.command("list")
def list_(case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """List the accounts, also those that were removed."""
    found = _of(case).all()
    if as_json:
        keys = ("name", "role", "is_active", "made_at", "changed_at")
        print(json.dumps({"accounts": [{key: getattr(one, key) for key in keys} for one in found]}, ensure_ascii=False))
        return
    for one in found:
        print(f"{one.name}  {one.role if one.is_active else 'removed'}  since {one.changed_at}")
    if not found:
        print("nobody has an account yet; `plainview team add` makes one")


@app.command("role")
def change_role(
    name: Name,
    role: Annotated[str, typer.Argument(help="viewer, reviewer or publisher.")],
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Give an account another role. Its sessions end at once."""
    from plainview.team import changes

    _tell(changes.change_role(_of(case), name, role), "the role was changed", as_json)


@app.command()
def password(name: Name, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Give an account another password. Its sessions end at once."""
    from plainview.team import changes, passwords

    accounts = _of(case)
    one = changes.check_known(accounts, name)
    _tell(changes.change_password(accounts, name, passwords.asked(one.name, os.environ)), "the password was changed", as_json)


@app.command()
def remove(name: Name, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Let nobody in with an account any more. Its sessions end at once; its name stays in what it decided."""
    from plainview.team import changes

    _tell(changes.remove(_of(case), name), "removed", as_json)


@app.command()
def restore(name: Name, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Let a removed account in again, with a new password."""
    from plainview.team import changes, passwords

    accounts = _of(case)
    one = changes.check_known(accounts, name, is_active=False)
    _tell(changes.restore(accounts, name, passwords.asked(one.name, os.environ)), "given back", as_json)


@app.command()
def activity(
    check: Annotated[
        bool, typer.Option("--check", help="Hold every entry against the one before; exit 3 if one was altered.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, help="How many entries, the newest first.")] = 50,
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Tell what was done and by whom, or whether the log of it is whole."""
    from plainview.team import Activity

    log = Activity(_of(case))
    if check:
        found = log.check()
        told = [f"{found.n:,} entries, {'all as they were written' if found.is_whole else 'not all as they were written'}"]
        told += [*found.problems, f"the last has SHA-256 {found.head}"]
        print(json.dumps({**asdict(found), "is_whole": found.is_whole}, ensure_ascii=False) if as_json else "\n".join(told))
        raise typer.Exit(0 if found.is_whole else 3)
    lines = log.lines(most)
    if as_json:
        print(json.dumps({"activity": [asdict(one) for one in lines]}, ensure_ascii=False))
        return
    for one in lines:
        print(f"{one.n}  {one.at}  {one.who} {one.words}{f': {one.about}' if one.about else ''}")
