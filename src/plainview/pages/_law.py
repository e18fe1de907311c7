"""Law in words: facts that a rule compared, what is missing, its test, its days, and how sure its source is."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from plainview import documents, facts, redact
from plainview.pages._rows import Row, Rows

_TEXTS = ("title", "citation", "caveat", "settles", "remedy", "lawful_if", "innocent", "place")
_TOKEN = re.compile(r"'(?:[^']|'')*'|[a-z_][a-z0-9_]*|<>|<=|>=|[<>=]", re.IGNORECASE)


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "_facts.toml").read_text(encoding="utf-8"))


def fact(name: str, subject: str = "") -> str:
    """A fact in words; the plain name where no words are known."""
    told = words()["facts"].get(name, {})
    return str(told.get(subject) or told.get("title") or redact.printed(name.replace("_", " ")))


def subject(unit: str | None) -> str:
    """The subject whose facts a finding's unit has."""
    return str(words()["subjects"].get(unit or "", ""))


def value(known: object) -> str:
    """What a fact says: yes, no, a number, or words."""
    if isinstance(known, bool):
        return "yes" if known else "no"
    if isinstance(known, int | float):
        return f"{known:,.10g}"
    return redact.printed(str(words()["values"].get(str(known), known)))


def compared(one: Row, unit: str | None) -> list[Row]:
    """The facts of one row of evidence in words, in the order in which the record gives them."""
    found = []
    for name, known in (one.get("facts") or {}).items():
        if words()["facts"].get(name, {}).get("hide"):
            continue
        shown = document_title(known) if name == "document" else value(known)
        found.append({"fact": fact(name, subject(unit)), "value": shown})
    return found


def missing(found: list[Row], unit: str | None) -> list[str]:
    """What these rows of evidence do not tell, in words, each once."""
    names = dict.fromkeys(name for one in found for name in one.get("missing") or [])
    return [fact(name, subject(unit)) for name in names]


def whether(found: list[Row], unit: str | None) -> list[str]:
    """The same as parts of a sentence: "whether the partner is federal"."""
    about = subject(unit)
    kinds = facts.of(about) if about else {}
    names = dict.fromkeys(name for one in found for name in one.get("missing") or [])
    said = {name: kinds.get(name) == "boolean" or name.startswith("purpose_") for name in names}
    put = {name: fact(name, about) for name in names}
    own = {name: words()["facts"].get(name, {}).get("missing") for name in names}
    return [own[name] or (f"whether {put[name]}" if said[name] else f"the {put[name].removeprefix('the ')}") for name in names]


def sentence(text: str) -> str:
    """Text as a sentence of its own: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text[-1] in ".?!" else ".")


def document_title(id: object) -> str:
    kind = documents.kinds().get(str(id))
    return kind.title if kind else redact.printed(str(id).replace("_", " "))


def asked_for(found: list[Row]) -> list[Row]:
    """The documents that the evidence is about: their names, and how to ask an agency for each."""
    ids = dict.fromkeys(str((one.get("facts") or {}).get("document") or "") for one in found)
    return [{"title": kind.title, "ask": sentence(kind.ask)} for id in ids if (kind := documents.kinds().get(id))]


def test_words(text: str | None, about: str) -> str:
    """A rule's predicate with its facts and signs in words; "" for one that is always true."""
    if not text or text.lower() == "true":
        return ""

    def told(match: re.Match[str]) -> str:
        token = match[0]
        if token.startswith("'"):
            inner = token[1:-1].replace("''", "'")
            known = documents.kinds().get(inner)
            return f"“{known.title if known else redact.printed(str(words()['values'].get(inner, inner.replace('_', ' '))))}”"
        if token in words()["signs"]:
            return str(words()["signs"][token])
        name = token.lower()
        return f"[{fact(name, about)}]" if name in words()["facts"] else name

    return _TOKEN.sub(told, text)


def days(from_on: str | None, to_on: str | None) -> str:
    first = f"from {from_on}" if from_on else "from a day that is not known"
    return first + (f" to {to_on}" if to_on else "")


def certainty(rule: Row) -> str:
    """How sure the text of the rule is, in a sentence."""
    known = words()["sources"]
    said = known["confirmed"] if rule.get("confirmed") else known.get(rule.get("source_kind") or "", "")
    doubt = " An open doubt about it remains." if rule.get("caveat") else ""
    asks = " So it can only ask." if rule.get("strength") == "question" else ""
    return f"{said}{doubt}{asks}"


def link(url: str | None) -> str:
    """An address that may be shown and followed: https or http, and nothing in it that looks like a plate; else ""."""
    text = url or ""
    return text if re.match(r"https?://[^\s\"'<>]+\Z", text) and redact.printed(text) == text else ""


def rules(rows: Rows) -> dict[str, Row]:
    """Rules by id, as the table has them."""
    return rows.once("rules_by_id", lambda r: {row["id"]: row for row in r.rows("page/rules")})


def rule_shown(rule: Row) -> Row:
    """A rule as pages tell it: from the table `rules`, or from what a finding keeps of it."""
    from_on, to_on = rule.get("from_on") or rule.get("from"), rule.get("to_on") or rule.get("to")
    about = rule.get("subject") or ""
    told = {name: redact.printed(rule.get(name)) for name in _TEXTS}
    told["lawful_if"] = sentence(told["lawful_if"])
    return {
        **told,
        "rule": redact.printed(str(rule.get("id") or "").replace("_", " ")),
        "anchor": re.sub(r"[^a-z-]+", "-", str(rule.get("id") or "")),
        "law_url": link(rule.get("url")),
        "official_url": link(rule.get("official_url")),
        "days": days(from_on, to_on),
        "certainty": certainty(rule),
        "bound": words()["bound"].get(rule.get("bound") or "", ""),
        "judged": words()["judged"].get(about, ""),
        "test": test_words(rule.get("when"), about),
        "about": test_words(rule.get("applies"), about),
        "certain_test": test_words(rule.get("certain_when"), about),
        "is_off": rule.get("strength") == "off",
        "strength": rule.get("strength") or "",
    }
