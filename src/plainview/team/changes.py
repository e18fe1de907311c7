"""What is done about accounts, each with its line in the log of activity."""

from __future__ import annotations

from datetime import UTC, datetime

from plainview.errors import UserError
from plainview.team import passwords
from plainview.team.accounts import Account, Accounts, check_name, check_role, taken, unknown
from plainview.team.activity import TERMINAL, Activity


def now() -> str:
    """This second, as accounts keep it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_new(accounts: Accounts, name: str, role: str) -> str:
    """The name of a new account in its plain spelling, before anybody types a password. UserError: it cannot be one."""
    found = check_name(name)
    check_role(role)
    old = accounts.one(found)
    if old is not None:
        raise taken(old)
    return found


def check_known(accounts: Accounts, name: str, is_active: bool = True) -> Account:
    """The account of a name. UserError: there is none, or it is removed where it should not be, or is not where it should."""
    found = accounts.one(name)
    if found is None or (is_active and not found.is_active):
        raise unknown(name)
    if found.is_active and not is_active:
        raise UserError(f"the account {found.name}", "was not removed", "change its password with `plainview team password`")
    return found


def add(accounts: Accounts, name: str, role: str, password: str, who: str = TERMINAL) -> Account:
    """Add an account. Raises UserError: a name, role or password that cannot be used."""
    kept = passwords.hashed(passwords.check(name, password))
    made = accounts.add(name, role, kept, now())
    Activity(accounts).note(who, "account_added", f"{made.name}, {made.role}")
    return made


def change_role(accounts: Accounts, name: str, role: str, who: str = TERMINAL) -> Account:
    """Give another role; the account's sessions end. Raises UserError: no such account or role, or it is the only publisher."""
    made = accounts.change(name, now(), role=role)
    Activity(accounts).note(who, "role_changed", f"{made.name}, {made.role}")
    return made


def change_password(accounts: Accounts, name: str, password: str, who: str = TERMINAL) -> Account:
    """Give another password; the account's sessions end. Raises UserError: no such account, or it is easily guessed."""
    made = accounts.change(name, now(), password=passwords.hashed(passwords.check(name, password)))
    Activity(accounts).note(who, "password_changed", made.name)
    return made


def remove(accounts: Accounts, name: str, who: str = TERMINAL) -> Account:
    """Let nobody in with an account any more; its name stays in decisions. Raises UserError: none, or the only publisher."""
    made = accounts.change(name, now(), is_active=False)
    Activity(accounts).note(who, "account_removed", made.name)
    return made


def restore(accounts: Accounts, name: str, password: str, who: str = TERMINAL) -> Account:
    """Let a removed account in again, with a new password. Raises UserError: there is none that was removed."""
    check_known(accounts, name, is_active=False)
    made = accounts.change(name, now(), password=passwords.hashed(passwords.check(name, password)), is_active=True)
    Activity(accounts).note(who, "account_restored", made.name)
    return made
