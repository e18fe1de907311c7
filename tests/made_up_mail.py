"""Made-up mail: messages, mailboxes and a Word letter of invented people and places."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

ASKER, ASKED = "Pat Example <pat.example@ice.dhs.gov>", "Sam Sample <sam.sample@alderfallspd.org>"
PLATE, CASE = "7ZQX491", "26-01234"
ASK = f"Hi Sam,\n\nCan you run this plate for us? {PLATE}\nOur case number is {CASE}.\n\nThanks, Pat\n"
LUNCH = "Lunch at noon? The flock of geese is back at the pond.\n"
PLATE_READS = f"License Plate,Camera Name,Capture Time\n{PLATE},Main St at 4th,2026-03-02 16:00:00\n"


def message(
    body: str, sender: str = ASKER, to: str = ASKED, subject: str = "question", date: str = "Mon, 02 Mar 2026 10:15:00 -0500",
    attached: dict[str, str] | None = None,
) -> bytes:  # fmt: skip
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = sender, to, subject, "<1@example>"
    if date:
        made["Date"] = date
    made.set_content(body)
    for name, text in (attached or {}).items():
        made.add_attachment(text.encode(), maintype="text", subtype="csv", filename=name)
    return made.as_bytes()


def answer(body: str = "Here are the hits.", attached: dict[str, str] | None = None, date: str = "") -> bytes:
    quoted = "\n".join(f"> {line}" for line in ASK.splitlines())
    text = f"{body}\n\nOn Mon, Mar 2, 2026 at 10:15 AM Pat Example <pat.example@ice.dhs.gov> wrote:\n{quoted}\n"
    return message(text, ASKED, ASKER, "RE: question", date or "Mon, 02 Mar 2026 12:00:00 -0500", attached)


def mailbox(*messages: bytes) -> bytes:
    parts = []
    for one in messages:
        parts.append(b"From pat.example@ice.dhs.gov Mon Mar  2 10:15:00 2026\n" + one.rstrip(b"\n") + b"\n\n")
    return b"".join(parts)


def docx(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    """A Word file with these paragraphs and a table below them."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    if table:
        cells = ("".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) for row in table)
        body += "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<?xml version='1.0'?><w:document {w}><w:body>{body}</w:body></w:document>")
    return made.getvalue()


LETTER = (
    "Dear Requester,",
    "This answers your public records request for ALPR search audits of the Alder Falls Police Department.",
    "The reason for each search was redacted under Gov. Code 7923.600.",
    "For the following reasons we need more time: Gov. Code, § 7922.535.",
    "Sincerely,",
    "The clerk",
)
