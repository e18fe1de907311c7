"""Documents that a case's documents.csv names with an address, as sources: a policy that changes is kept and told."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from plainview import documents
from plainview.refresh.adding import name_of
from plainview.refresh.sources import DOCUMENT, Source, Sources, url_mistake


def with_documents(folder: Path, told: Sources) -> Sources:
    """The sources, and one for each address in documents.csv whose document is held; each address once.

    Raises:
        UserErrors: documents.csv has mistakes.
    """
    known = {source.url for source in told.sources}
    found: dict[str, Source] = {}
    for one in documents.load(folder):
        if one.answer == "held" and one.url and one.url not in known and url_mistake(one.url) is None:
            found.setdefault(one.url, replace(told.documents, name=_name(one), url=one.url, agency=one.agency))
    return replace(told, sources=(*told.sources, *found.values()))


def _name(one: documents.Document) -> str:
    """A folder's name that stays: document-<agency>-<kind>-<six digits of the address' hash>."""
    digest = hashlib.sha256(one.url.encode()).hexdigest()[:6]
    words = name_of(f"/{one.agency} {one.document}")[:60].strip("-")
    return f"{DOCUMENT}-{words}-{digest}" if words else f"{DOCUMENT}-{digest}"
