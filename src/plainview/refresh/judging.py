"""Whether a body that came is what was asked for. A login page or a layout nobody knows is never taken for a record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.refresh.sources import DOCUMENT, KINDS
from plainview.refresh.waiting import Fetched
from plainview.sandbox import Job, Sandbox, limits_hold

_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SUFFIX = {
    "html",
    "txt",
    "csv",
    "xlsx",
    "pdf",
    "json",
    "docx",
    "doc",
    "rtf",
    "eml",
    "mbox",
    "zip",
    "7z",
    "tar",
    "gz",
    "bz2",
    "xz",
}
_NAMES = {
    "portal_page": "a transparency portal", "portal_audit": "the log of a portal", "audit": "a search log", "letter": "a letter",
    "shared_networks": "a list of sharing", "event_log": "an event log", "container": "a packed file",
    "mail_message": "a mail message", "sharing_report": "a report on sharing", "dashboard": "a report on a dashboard",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """fate: "door" (a record: it goes in at the door), "document" (kept whole), "same_text", or why the archive refuses it.

    suffix: of its name. agency: as the page names it. text_sha256: of a document's words. is_page: it may be kept aside."""

    fate: str
    suffix: str = ""
    why: str = ""
    fix: str = ""
    agency: str = ""
    text_sha256: str = ""
    is_page: bool = False


def judge(
    body: Fetched, place: Path, known: dict[str, Any], out: Path, layouts: Path, sandbox: Sandbox, unsandboxed: bool
) -> Verdict:
    """Look at one body in the sandbox. known: what earlier runs noted of its source. out: an empty folder for passing files."""
    with place.open("rb") as file:
        head = file.read(8)
    if head.startswith(_BINARY) and not (limits_hold() or unsandboxed):
        fix = "run plainview on Linux, or give --unsandboxed if you trust the site"
        return Verdict("unreadable", why="is a binary format, and this system cannot limit the memory of a reader", fix=fix)
    try:
        arguments = {"path": str(place), "name": body.name, "out": str(out), "layouts": str(layouts)}
        answer = sandbox.ask(Job("recognise_file", body.url, arguments))
        if "found" in answer:
            return _of_found(body, answer["found"])
        if answer["refused"] != "unrecognised":
            return Verdict(answer["refused"], why=answer["why"], fix=answer["fix"])
        seen = sandbox.ask(Job("look_at_prose", body.url, {"path": str(place)}))
    except UserError as error:
        return Verdict("unreadable", why=error.problem, fix=error.fix)
    return _of_prose(body, answer, seen, known)


def _of_found(body: Fetched, found: dict[str, Any]) -> Verdict:
    kind, wanted = found["kind"], KINDS[body.kind]
    if wanted and kind not in wanted:
        why = f"is {_NAMES.get(kind, kind.replace('_', ' '))}, where kind = {body.kind!r} was expected"
        return Verdict(
            "unrecognised", why=why, fix="change kind in sources.toml if that is right", is_page=found["type"] == "html"
        )
    return Verdict("door", f".{found['type']}" if found["type"] in _SUFFIX else "", agency=found.get("agency", ""))


def _of_prose(body: Fetched, answer: dict[str, Any], seen: dict[str, Any], known: dict[str, Any]) -> Verdict:
    if seen["reads"]:
        return Verdict("plate_reads", why=seen["reads"], fix="nothing to do: plainview never stores that")
    is_page = seen["type"] == "html"
    if in_the_way := seen["stands_in_the_way"]:
        fix = "open the address in a browser; if it shows the page, save it by hand and take it in with plainview add"
        return Verdict("unrecognised", why=f"looks like {in_the_way}, not what was asked for", fix=fix, is_page=is_page)
    if body.kind != DOCUMENT:
        return Verdict("unrecognised", why=answer["why"], fix=answer["fix"], is_page=is_page)
    if not seen["type"]:
        fix = "name the document itself; a list or a log is a source of kind log, sharing or any"
        return Verdict("unrecognised", why="is no PDF, web page or word processor's document", fix=fix)
    before = known.get("type", "")
    if before and before != seen["type"]:
        fix = "open the address in a browser; if the document moved, write its new address"
        return Verdict("unrecognised", why=f"was {before} before and is {seen['type']} now", fix=fix, is_page=is_page)
    if seen["text_sha256"] and seen["text_sha256"] == known.get("text_sha256"):
        return Verdict("same_text", f".{seen['type']}", text_sha256=seen["text_sha256"])
    return Verdict(DOCUMENT, f".{seen['type']}", text_sha256=seen["text_sha256"])
