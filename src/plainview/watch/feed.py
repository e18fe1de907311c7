"""Alerts as an Atom feed: CASE/watch/feed.xml, written anew from the state by each run and put in its place by one rename."""

from __future__ import annotations

import os
import uuid
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from plainview.watch import telling
from plainview.watch.receivers import Receivers
from plainview.watch.state import FOLDER

FILE = "feed.xml"
MOST = 100
_ATOM = "http://www.w3.org/2005/Atom"


def write(root: Path, alerts: Sequence[dict[str, Any]], files: Collection[str], mark: str, config: Receivers) -> Path:
    """Write the feed of the alerts that are delivered by feed and stand on public releases (`files`) alone; its path."""
    shown = [one for one in alerts if "feed" in one["channels"] and set(one["releases"]) <= set(files)][:MOST]
    path = root / FOLDER / FILE
    new = path.with_suffix(".xml.new")
    with new.open("wb") as file:
        file.write(text(shown, mark, config))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    return path


def text(alerts: Sequence[dict[str, Any]], mark: str, config: Receivers) -> bytes:
    """The feed. An entry keeps its id for ever: it is made from the case's mark and the alert's name."""
    case = uuid.UUID(mark)
    feed = Element("feed", {"xmlns": _ATOM})
    SubElement(feed, "id").text = case.urn
    SubElement(feed, "title").text = _plain(config.feed_title)
    SubElement(feed, "updated").text = max((one["raised_at"] for one in alerts), default="1970-01-01T00:00:00Z")
    author = SubElement(feed, "author")
    SubElement(author, "name").text = "plainview"
    if config.feed_url:
        SubElement(feed, "link", {"rel": "self", "href": config.feed_url})
    for one in alerts:
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = uuid.uuid5(case, one["alert"]).urn
        SubElement(entry, "title").text = _plain(telling.subject([one["told"]]))
        SubElement(entry, "updated").text = one["raised_at"]
        SubElement(entry, "content", {"type": "text"}).text = _plain(telling.text([one["told"]]))
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode").encode() + b"\n"


def _plain(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return "".join(ch for ch in text if ch in "\t\n" or " " <= ch <= "\ud7ff" or "\ue000" <= ch <= "�" or ch >= "\U00010000")
