"""Rules: one TOML file each below rules/<jurisdiction>/; its path is its id. A file with a mistake is refused whole."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlglot import exp

from plainview import facts, wording
from plainview.errors import UserError, UserErrors
from plainview.law import predicate

SHIPPED = Path(__file__).parent.parent / "rules"
SOURCE_KINDS = ("primary_text", "official_summary", "secondary", "memory")
BOUND = ("owner", "searcher")
EVERYWHERE = "us"
CASES_END = ".cases.toml"  # of a file beside a rule that holds its cases
_TEXTS = [
    "title",
    "citation",
    "url",
    "source_kind",
    "bound",
    "subject",
    "when",
    "because",
    "silent",
    "lawful_if",
    "settles",
    "remedy",
]
_OPTIONAL = ["official_url", "applies", "certain_when", "caveat", "shows"]
_KEYS = {*_TEXTS, *_OPTIONAL, "innocent", "from", "to"}
_JURISDICTION = re.compile(r"[a-z]{2}(?:-[a-z0-9-]+)?")
_DOCS = "see docs/rules.md for the form of a rule"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One requirement of law: dated, cited, and checked by a predicate.

    id: "<jurisdiction>/<name>". bound: whose duty it is, the cameras' owner or the searcher.
    applies, when, certain_when: predicates, already checked; `when` true is what the rule is against.
    confirmed: the decision by which somebody confirmed its text for this case.
    because: what is said of the hits, with {n} and {total}, and [one|many] chosen by n. shows: a number fact to print.
    """

    id: str
    title: str
    citation: str
    url: str
    official_url: str
    source_kind: str
    from_on: date | None
    to_on: date | None
    bound: str
    subject: str
    applies: exp.Expression
    when: exp.Expression
    certain_when: exp.Expression
    because: str
    silent: str
    lawful_if: str
    innocent: tuple[str, ...]
    settles: str
    remedy: str
    caveat: str
    shows: str
    digest: str
    confirmed: str = ""

    @property
    def jurisdiction(self) -> str:
        return self.id.partition("/")[0]

    @property
    def made_by(self) -> str:
        return f"rule:{self.id}@{self.digest[:6]}"

    @property
    def strength(self) -> str:
        """The most this rule may say: `conflict` or `question`; `off` where nobody has read the source."""
        is_read = bool(self.confirmed) or self.source_kind == "primary_text"
        if self.source_kind == "memory" and not is_read:
            return "off"
        return "conflict" if is_read and self.from_on is not None and not self.caveat else "question"


@cache
def asked_by(rule: Rule) -> list[str]:
    """Names of the facts that a rule looks at."""
    return sorted({name for text in (rule.applies, rule.when, rule.certain_when) for name in predicate.named(text)})


def load(folder: Path | None = None) -> list[Rule]:
    """Read every rule below `folder` (the shipped rules if None), in the order of ids. Files named _... are no rules.

    Raises UserErrors with every mistake of every file, each naming the file and the key.
    """
    root = folder or SHIPPED
    if not root.is_dir():
        raise UserError(str(root), "is not a folder of rules", "name a folder that holds <jurisdiction>/<id>.toml files")
    rules: list[Rule] = []
    errors: list[UserError] = []
    for path in sorted(root.rglob("*.toml")):
        if path.name.startswith("_") or path.name.endswith(CASES_END):
            continue
        try:
            rules.append(parse(path.relative_to(root).with_suffix("").as_posix(), path.read_bytes()))
        except UserErrors as found:
            errors += found.errors
    if errors:
        raise UserErrors(errors)
    return rules


def with_own(folder: Path) -> list[Rule]:
    """The shipped rules, and those that a case has in this folder of its own. UserErrors: mistakes, or an id that is shipped."""
    shipped = load()
    own = load(folder) if folder.is_dir() else []
    ids = {rule.id for rule in shipped}
    taken = [UserError(f"{folder / rule.id}.toml", "has the id of a shipped rule", "rename it") for rule in own if rule.id in ids]
    if taken:
        raise UserErrors(taken)
    return sorted(shipped + own, key=lambda rule: rule.id)


def lifted(rules: list[Rule], confirmed: Mapping[str, tuple[str, str, date | None]]) -> list[Rule]:
    """The rules, those that a case has confirmed able to say what their text allows.

    Args:
        confirmed: by rule id, the decision that says so, the SHA-256 of the text that was read, and the first day in force, which
            counts only where the rule knows none.
    """
    out = []
    for rule in rules:
        decision, _, started = confirmed.get(rule.id, ("", "", None))
        out.append(replace(rule, confirmed=decision, from_on=rule.from_on or started) if decision else rule)
    return out


def parse(rule_id: str, data: bytes) -> Rule:
    """Read one rule file. Raises UserErrors with all its mistakes."""
    where = f"rules/{rule_id}.toml"
    try:
        text = data.decode("utf-8")
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserErrors([_not_toml(where, data, error)]) from error
    wrong: list[UserError] = []
    _check_id(where, rule_id, wrong)
    values = {key: _text(where, raw, key, key in _TEXTS, wrong) for key in (*_TEXTS, *_OPTIONAL)}
    for key in sorted(raw.keys() - _KEYS):
        wrong.append(UserError(f"{where}: {key}", "is not a key of a rule", _DOCS))
    _check_choice(where, "source_kind", values["source_kind"], SOURCE_KINDS, wrong)
    _check_choice(where, "bound", values["bound"], BOUND, wrong)
    _check_choice(where, "subject", values["subject"], facts.subjects(), wrong)
    if values["url"] and not values["url"].startswith(("https://", "http://")):
        wrong.append(UserError(f"{where}: url", "is not a web address", "give the page on which the text was read"))
    from_on, to_on = _date(where, raw, "from", wrong), _date(where, raw, "to", wrong)
    if from_on and to_on and to_on < from_on:
        wrong.append(UserError(f"{where}: to", "is before `from`", "write the last day on which the rule was in force"))
    if len(rule_id.partition("/")[0]) > 2 and not values["applies"]:
        fix = "write applies = \"owner_id = '...'\": whom the place's rule binds"
        wrong.append(UserError(f"{where}: applies", "is missing, so a place's rule would bind the whole state", fix))
    innocent = _innocent(where, raw, wrong)
    predicates = _predicates(where, values, wrong)
    _check_because(where, values["because"], values["shows"], wrong)
    if wrong:
        raise UserErrors(wrong)
    texts = {key: value for key, value in values.items() if key not in predicates}
    return Rule(
        id=rule_id, from_on=from_on, to_on=to_on, innocent=innocent, digest=hashlib.sha256(data).hexdigest(),
        applies=predicates["applies"], when=predicates["when"], certain_when=predicates["certain_when"], **texts,
    )  # fmt: skip


def _not_toml(where: str, data: bytes, error: Exception) -> UserError:
    """Name the key on whose line the file stops being TOML; a day that is not in the calendar is told here."""
    lines = data.decode("utf-8", "replace").rstrip().splitlines() or [""]
    at = re.search(r"at line (\d+)", str(error))
    key, _, value = lines[min(int(at[1]), len(lines)) - 1 if at else -1].partition("=")
    where = f"{where}: {key.strip()}" if key.strip() else where
    if "date" in str(error).lower():
        return UserError(where, f"is not a day of the calendar ({value.strip()})", "write a day such as 2024-07-01")
    return UserError(where, str(error), _DOCS)


def _check_id(where: str, rule_id: str, wrong: list[UserError]) -> None:
    folder, _, name = rule_id.partition("/")
    if not _JURISDICTION.fullmatch(folder) or not re.fullmatch(r"[a-z0-9_]+", name):
        problem = "does not lie in rules/<jurisdiction>/<id>.toml (ca, us, ca-<city>; small letters, digits, _)"
        wrong.append(UserError(where, problem, "move or rename the file"))


def _text(where: str, raw: dict[str, Any], key: str, needed: bool, wrong: list[UserError]) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        wrong.append(UserError(f"{where}: {key}", "is not text", f'write {key} = "..."'))
        return ""
    if needed and not value.strip():
        wrong.append(UserError(f"{where}: {key}", "is missing or empty", f'write {key} = "..."; {_DOCS}'))
    return value.strip()


def _check_choice(where: str, key: str, value: str, known: tuple[str, ...], wrong: list[UserError]) -> None:
    if value and value not in known:
        wrong.append(UserError(f"{where}: {key}", f'"{value}" is not known', f"write one of: {', '.join(known)}"))


def _date(where: str, raw: dict[str, Any], key: str, wrong: list[UserError]) -> date | None:
    value = raw.get(key)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    wrong.append(UserError(f"{where}: {key}", f"is not a date ({value})", f"write {key} = 2024-07-01, without quotes"))
    return None


def _innocent(where: str, raw: dict[str, Any], wrong: list[UserError]) -> tuple[str, ...]:
    value = raw.get("innocent")
    if isinstance(value, list) and value and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(item.strip() for item in value)
    fix = 'write innocent = ["..."]: what else, quite lawful, could look like this'
    wrong.append(UserError(f"{where}: innocent", "is missing or not a list of sentences", fix))
    return ()


def _predicates(where: str, values: dict[str, str], wrong: list[UserError]) -> dict[str, exp.Expression]:
    if values["subject"] not in facts.subjects():
        return {}
    known = facts.of(values["subject"])
    found: dict[str, exp.Expression] = {}
    for key in ("applies", "when", "certain_when"):
        try:
            found[key] = predicate.parse(values[key] or "true", known)
        except predicate.Refused as error:
            fix = "compare facts with values, joined by and, or, not; " + _DOCS
            wrong.append(UserError(f"{where}: {key}", str(error), fix))
    if values["shows"] and known.get(values["shows"]) != "number":
        wrong.append(UserError(f"{where}: shows", f'"{values["shows"]}" is not a number fact', "name one, or leave it out"))
    elif values["shows"] and values["subject"] not in ("page", "document"):
        fix = "leave it out: an agency has many rows, and no one figure"
        wrong.append(UserError(f"{where}: shows", f"is for pages and documents, not for {values['subject']}", fix))
    return found


def _check_because(where: str, because: str, shows: str, wrong: list[UserError]) -> None:
    known = {"n", "total", "shown"} if shows else {"n", "total"}
    for name in sorted(wording.blanks(because) - known):
        fix = "use {n} and {total}, and {shown} where `shows` names a fact"
        wrong.append(UserError(f"{where}: because", f"has the blank {{{name}}}, which nothing fills", fix))
