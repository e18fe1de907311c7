"""One message that matters to the one row of the table `messages` that it gives."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from plainview.ingest import mail as asking
from plainview.model import Issue
from plainview.parts import PartWriter
from plainview.read import mail

_COLUMNS = tuple(one.name for one in fields(asking.Judged) if one.name != "locator")


def write(data: bytes, writer: PartWriter) -> dict[str, Any]:
    """Write a message's row; returns its accounting. A message is one row: used, or skipped where it asks nothing."""
    read = mail.read(data)
    judged = asking.judge(read)
    if judged is None:
        writer.write("set_aside", [1], ["message"], {"fate": ["skipped"], "name": ["no_request"], "why": ["asks nothing"]})
    else:
        sent_at = read.sent_at.isoformat() if read.sent_at else None
        cells: dict[str, object] = {name: [getattr(judged, name)] for name in _COLUMNS}
        writer.write("messages", [1], [judged.locator], cells | {"sent_at_raw": [sent_at]})
    issues = _issues(read)
    told: dict[str, object] = {name: [getattr(one, name) for one in issues] for name in ("kind", "column_name", "value", "why")}
    writer.write("issues", [one.row_no for one in issues], [one.locator for one in issues], told)
    used = 0 if judged is None else 1
    return {
        "part": 0, "rows": 1, "used": used, "quarantined": 0, "skipped": 1 - used, "searchers": [], "unknown": {},
    }  # fmt: skip


def _issues(read: mail.Mail) -> list[Issue]:
    found = [Issue(1, "message", "attachment_not_read", "", "", why) for why in read.unread]
    if read.sent_at is None:
        why = "no header of the message gives a time that can be read"
        found.append(Issue(1, "message", "mail_time_not_read", "sent_at", "", why))
    return found
