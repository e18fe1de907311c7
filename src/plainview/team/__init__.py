"""The people who share one case: their accounts with a role each, their passwords, and the log of what they did."""

from plainview.team.accounts import PUBLISHER, REVIEWER, ROLES, VIEWER, Account, Accounts
from plainview.team.activity import Activity
from plainview.team.changes import add, change_password, change_role, remove, restore

__all__ = [
    "PUBLISHER",
    "REVIEWER",
    "ROLES",
    "VIEWER",
    "Account",
    "Accounts",
    "Activity",
    "add",
    "change_password",
    "change_role",
    "remove",
    "restore",
]
