"""Asking the pages of a team: browsers that keep their cookies, and passwords that cost little to check."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from argon2 import PasswordHasher
from serving import FORM, Answer, asked, field_of

from plainview import team
from plainview.case import Case
from plainview.server import app
from plainview.server.guard import Guard
from plainview.server.limits import Limits
from plainview.server.team_door import Team, TeamDoor
from plainview.server.works import Works
from plainview.team import Accounts, passwords

HOST, PASSWORD = "127.0.0.1:8321", "four quiet green lamps"
PEOPLE = {"V. Ash": "viewer", "R. Vale": "reviewer", "Q. Birch": "reviewer", "P. Wren": "publisher"}
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def cheap() -> Iterator[None]:
    """Passwords hashed as argon2id, at the least cost that there is."""
    before, passwords.HASHER = passwords.HASHER, CHEAP
    try:
        yield
    finally:
        passwords.HASHER = before


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class TeamPages:
    """The pages of one case as a team reaches them."""

    def __init__(
        self, case: Case, limits: Limits | None = None, *, host: str = HOST, scheme: str = "http",
        proxies: frozenset[str] = frozenset(), works: Works | None = None,
    ) -> None:  # fmt: skip
        self.case, self.host, self.scheme = case, host, scheme
        accounts = Accounts(case.root)
        for name, role in PEOPLE.items():
            if accounts.one(name) is None:
                team.add(accounts, name, role, PASSWORD)
        limits = limits or Limits()
        self.team = Team(accounts, limits, "plainview_8321", scheme == "https", proxies)
        door = TeamDoor(self.team)
        self.guard: Guard = app.build(case, frozenset({host}), door, limits, works=works, team=self.team, scheme=scheme)
        self.state = self.guard.app.state  # type: ignore[attr-defined]

    @property
    def log(self) -> list[tuple[str, str, str]]:
        """Who, what and about what, in the order in which it was done; without the making of the accounts."""
        lines = self.team.activity.lines(10_000)[::-1]
        return [(one.who, one.what, one.about) for one in lines if one.what != "account_added"]

    def browser(self, address: str = "192.0.2.1") -> Browser:
        return Browser(self, address)

    def signed_in(self, name: str, address: str = "192.0.2.1") -> Browser:
        """A browser in which this person has signed in."""
        found = self.browser(address)
        answer = found.sign_in(name)
        assert answer.status == 303, answer.text
        return found

    def close(self) -> None:
        self.state.works.stop()
        self.state.live.close()


class Browser:
    """One browser: its cookies, and the token of the page it saw last."""

    def __init__(self, pages: TeamPages, address: str) -> None:
        self.pages, self.address = pages, address
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, body: bytes = b"", *, without: tuple[str, ...] = (), **headers: str) -> Answer:
        """One request. headers: in place of the usual ones, _ for -."""
        path, _, query = path.partition("?")
        usual = {"host": self.pages.host, "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method not in ("GET", "HEAD"):
            usual |= {"origin": f"{self.pages.scheme}://{self.pages.host}", "content-type": FORM}
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(), "scheme": "http",
            "query_string": query.encode(), "root_path": "", "client": (self.address, 5), "server": ("127.0.0.1", 8321),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in usual.items() if name not in without],
        }  # fmt: skip
        answer = asyncio.run(asked(self.pages.guard, scope, [body]))
        for line in answer.cookies:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if found := re.search(r'name="token" value="([^"]+)"', answer.body.decode("utf-8", "replace")):
            self.token = found[1]
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **fields: str | list[str]) -> Answer:
        """A form of the page that was seen last."""
        return self.ask("POST", path, urlencode({"token": self.token, **fields}, doseq=True).encode())

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Answer:
        """Sign in through the page; afterwards the token is the session's."""
        answer = self.get("/login")
        if answer.status == 200:
            self.token = field_of(answer.text, "token")
        answer = self.post("/login", name=name, password=password, **fields)
        if answer.status == 303:
            self.get("/settings")
        return answer
