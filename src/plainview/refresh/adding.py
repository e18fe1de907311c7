"""One more entry at the end of sources.toml; what stands in the file stays as the person wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plainview.errors import UserError
from plainview.refresh.noting import write_whole
from plainview.refresh.sources import FILE, Source, load, parse

_TOP = """# What `plainview refresh run` fetches for this case. docs/refresh.md says what each line means.
# contact: where the owner of a site can reach you; it is sent with each request.
contact = {contact}
# pause: seconds between two requests to one site; 5 or more.
pause = 5
"""


def add(folder: Path, url: str, contact: str = "", name: str = "", local: bool = False, **said: str) -> Source:
    """Add an entry and give it as it was read back. said: agency, kind, every, handling; "" leaves one out.

    Raises:
        UserError: no contact is given and the file has none yet, or what is said is not in order; the file is as before.
    """
    path = folder / FILE
    before = path.read_text(encoding="utf-8-sig") if path.exists() else _TOP.format(contact=_text(contact.strip()))
    if path.exists():
        known = load(folder)
        if contact and contact.strip() != known.contact:
            fix = f"change the line contact in {path}, or leave out --contact"
            raise UserError("--contact", f"is not the one in {FILE}", fix)
        if url in [one.url for one in known.sources]:
            raise UserError(url, f"is in {FILE} already", "nothing to do; `plainview refresh list` shows all")
    entry = {"name": name or name_of(url), "url": url, **{key: value for key, value in said.items() if value}}
    lines = [f"{key} = {_text(value)}" for key, value in entry.items()] + ["local = true"] * local
    text = f"{before.rstrip()}\n\n[[source]]\n" + "\n".join(lines) + "\n"
    source = parse(tomllib.loads(text)).sources[-1]
    write_whole(path, text.encode())
    return source


def name_of(url: str) -> str:
    """A name for a source from the last part of its address, or from its host: "alder-falls-oh-pd"."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    last = unquote(parts.path.rstrip("/").rpartition("/")[2]).partition(".")[0] or (parts.hostname or "")
    return re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")[:80].strip("-")


def _text(value: str) -> str:
    """As TOML writes a text: JSON's form is one of them, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
