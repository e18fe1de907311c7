"""Watches: CASE/watches/<id>.toml. The file name is the id. Every mistake of a file is told at once; unknown keys are refused."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview import redact
from plainview.errors import UserError, UserErrors
from plainview.watch import values
from plainview.watch.question import Question, question, questions

FOLDER = "watches"
CHANNELS = ("mail", "webhook", "feed", "page")
WHEN = ("at once", "digest daily", "digest weekly")
FIRST = ("summary", "all", "nothing")
LARGEST = 64 << 10
_OWN = ("title", "question", "deliver", "when", "first")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_ID, _LONGEST_TITLE = 40, 100


@dataclass(frozen=True, slots=True)
class Watch:
    """A standing question of a case. values: every parameter of the question, defaults filled in.

    deliver: channels. when: "at once", or as a digest (mail and webhook). first: what the first run does with what it finds.
    """

    id: str
    title: str
    question: Question
    values: dict[str, Any]
    deliver: tuple[str, ...]
    when: str
    first: str

    @property
    def fingerprint(self) -> str:
        """Hash of what it asks: another one, and what it finds among old records is not news."""
        told = json.dumps([self.question.id, self.values], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def load(root: Path) -> tuple[list[Watch], list[UserError]]:
    """The watches of the case at `root` that are in order, and every mistake of the others."""
    found, errors = [], []
    for path in sorted((root / FOLDER).glob("*.toml")):
        if path.name.startswith("_"):
            continue
        try:
            found.append(parse(path.stem, path.read_bytes()))
        except OSError as error:
            errors.append(UserError(f"{FOLDER}/{path.name}", f"cannot be read: {error.strerror}", "check who may read it"))
        except UserErrors as several:
            errors += several.errors
        except UserError as error:
            errors.append(error)
    return found, errors


def parse(id: str, data: bytes) -> Watch:
    """A watch from the bytes of its file.

    Raises:
        UserError: UserErrors where there is more than one mistake.
    """
    where = f"{FOLDER}/{id}.toml"
    wrong = list(_wrong_id(id))
    raw: dict[str, Any] = {}
    try:
        if len(data) > LARGEST:
            raise UserError(where, "is too large for a watch", "see docs/watch.md for the form of a watch")
        raw = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(where, f"is no TOML: {error}", "see docs/watch.md for the form of a watch") from error
    wrong += _wrong(raw)
    if wrong:
        errors = [UserError(where, problem, fix) for problem, fix in wrong]
        raise UserErrors(errors) if len(errors) > 1 else errors[0]
    asked = question(raw["question"])
    given = {one.name: raw.get(one.name, one.filled()) for one in asked.parameters}
    title = raw.get("title", asked.title)
    return Watch(
        id, title, asked, given, tuple(raw.get("deliver", ["feed"])), raw.get("when", WHEN[0]), raw.get("first", FIRST[0])
    )


def _wrong_id(id: str) -> Iterator[tuple[str, str]]:
    if not _ID.fullmatch(id) or len(id) > _LONGEST_ID or any(redact.plate_like(part) for part in id.split("-")):
        yield (
            "its name cannot be the id of a watch",
            "use small letters, digits and dashes, as federal-partners.toml; it stands in each message",
        )


def _wrong(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(problem, fix) of everything that is wrong with what a file says."""
    asked = raw.get("question")
    if not isinstance(asked, str) or asked not in questions():
        near = difflib.get_close_matches(str(asked), list(questions()), 1)
        instead = f"did you mean {near[0]}?" if near else f"use one of: {', '.join(questions())}"
        yield "says no question that is known", f'{instead} (write question = "...")'
        return
    parameters = {one.name: one for one in questions()[asked].parameters}
    for key in sorted(set(raw) - {*_OWN, *parameters}):
        known = [*_OWN, *parameters]
        near = difflib.get_close_matches(key, known, 1)
        shown = redact.printed("".join(ch for ch in key[:60] if ch.isprintable()))
        yield f"has a key that {asked} does not know: {shown}", f"did you mean {near[0]}?" if near else f"use: {', '.join(known)}"
    for name, one in parameters.items():
        if name in raw:
            yield from values.mistakes(one, raw[name])
        elif one.required:
            yield f"says nothing of {name}", f"write {name} = ...: {one.help}"
    yield from _wrong_title(raw.get("title", ""))
    deliver = raw.get("deliver", ["feed"])
    if (
        not isinstance(deliver, list)
        or not deliver
        or any(one not in CHANNELS for one in deliver)
        or len(set(deliver)) < len(deliver)
    ):
        yield "says a way of delivery that is not known, or none", f"write deliver = [...] with some of: {', '.join(CHANNELS)}"
    for key, choices in (("when", WHEN), ("first", FIRST)):
        if raw.get(key, choices[0]) not in choices:
            yield f"says for {key} what is not known", f"use one of: {', '.join(choices)}"


def _wrong_title(title: object) -> Iterator[tuple[str, str]]:
    fix = f"write a title of at most {_LONGEST_TITLE} signs on one line, without anything that looks like a plate or a contact"
    if not isinstance(title, str) or len(title) > _LONGEST_TITLE or not title.isprintable() or redact.printed(title) != title:
        yield "has a title that cannot stand in a message", fix
