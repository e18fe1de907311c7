"""Mail: messages that ask for a search or answer one, private ones among them, and the records attached to one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import numpy as np

from plainview.simulate.quirks.draft import Draft
from plainview.simulate.quirks.kinds import FILE, quirk

# Made-up bodies by their mail domain, and the kind of body a right reading gives.
_BODIES = {"ice.dhs.gov": "federal", "cbp.dhs.gov": "federal", "dps.texas.gov": "state", "elmridgecounty.gov": "local"}
_ASK = (
    "Can you run this plate for us? {plate}\nOur case number is {case}.",
    "Could you please search this plate in Flock: {plate}\nReference case {case}.",
    "We need to run a tag in your cameras. The plate is {plate}, case # {case}.",
)
_ANSWER = ("Here are the hits.", "I ran the plate and got the hits below.", "Results attached.")
_PRIVATE = (
    "Lunch at noon? The geese are back at the pond.",
    "The meeting on Thursday is moved to the large room.",
    "Thanks for covering my shift, I owe you one.",
)
_COVER = "Attached please find the records you asked for.\n\nRegards,\nThe records office"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to be. true: columns of the table `messages` that a right reading gives; None if it is not to be kept.

    carries: the records of the draft's set are attached to it.
    """

    sender: str
    to: str
    subject: str
    body: str
    at: datetime
    true: dict[str, Any] | None = None
    carries: bool = False


@quirk(FILE, "container file")
def mail_asks(draft: Draft, rng: np.random.Generator) -> Draft:
    """Attached to a mail message that asks for a search to be made for somebody else: the message is kept, and so is the log."""
    return _mailed(draft, "eml", [replace(_asking(draft, rng, 0), carries=True)])


@quirk(FILE, "container file")
def mail_cover(draft: Draft, rng: np.random.Generator) -> Draft:
    """Attached to a cover mail that asks for nothing: the log is read, of the message only size and hash are kept."""
    cover = Message(_local(draft), "reader@example.org", "Your request 26-104", _COVER, _moment(draft, 0), None, True)
    return _mailed(draft, "eml", [cover])


@quirk(FILE, "container file")
def mailbox(draft: Draft, rng: np.random.Generator) -> Draft:
    """In a mailbox: private messages, requests for a search, an answer with the request quoted below it, and the log attached."""
    asked = _asking(draft, rng, 1)
    private = [
        Message("kim@elmridgecounty.gov", _local(draft), "hello", str(rng.choice(_PRIVATE)), _moment(draft, at)) for at in (0, 3)
    ]
    cover = Message(_local(draft), "reader@example.org", "Your request 26-104", _COVER, _moment(draft, 5), None, True)
    return _mailed(
        draft, "mbox", [private[0], asked, _answering(asked, draft, rng, 2), private[1], _asking(draft, rng, 4), cover]
    )


def _mailed(draft: Draft, pack: str, messages: list[Message]) -> Draft:
    return replace(draft, pack=pack, facts=draft.facts | {"mail": messages})


def _local(draft: Draft) -> str:
    return f"records@{str(draft.facts['slug']).replace('-', '')}.gov"


def _moment(draft: Draft, number: int) -> datetime:
    return datetime.fromisoformat(f"{draft.month}-05T15:00:00").replace(tzinfo=UTC) + timedelta(hours=7 * number)


def _asking(draft: Draft, rng: np.random.Generator, number: int) -> Message:
    domain = str(rng.choice(list(_BODIES)))
    plate, case = f"FAKE{int(rng.integers(100, 999))}", f"26-{int(rng.integers(10_000, 99_999))}"
    body = str(rng.choice(_ASK)).format(plate=plate, case=case)
    at = _moment(draft, number)
    true = {"role": "asked", "asker_domain": domain, "asker_kind": _BODIES[domain], "case_raw": case, "plate_state": "value",
            "sent_at": at.replace(tzinfo=None).isoformat()}  # fmt: skip
    return Message(f"pat.example@{domain}", _local(draft), "a question", f"Hello,\n\n{body}\n\nThanks, Pat", at, true)


def _answering(asked: Message, draft: Draft, rng: np.random.Generator, number: int) -> Message:
    at, quoted = _moment(draft, number), "\n".join(f"> {line}" for line in asked.body.splitlines())
    body = f"{rng.choice(_ANSWER)}\n\nOn {asked.at:%a, %b %d, %Y at %I:%M %p} Pat Example <{asked.sender}> wrote:\n{quoted}"
    true = {**(asked.true or {}), "role": "answered", "sent_at": at.replace(tzinfo=None).isoformat()}
    return Message(_local(draft), asked.sender, f"RE: {asked.subject}", body, at, true)


def written(messages: list[Message], attached: list[tuple[str, bytes]], mailbox: bool) -> tuple[bytes, list[bytes]]:
    """The bytes of the file, and those of each message in it."""
    parts = [_bytes(one, attached, number) for number, one in enumerate(messages)]
    if not mailbox:
        return parts[0], parts
    head = [f"From {one.sender} {one.at:%a %b %d %H:%M:%S %Y}\n".encode() for one in messages]
    return b"".join(line + part + b"\n" for line, part in zip(head, parts, strict=True)), parts


def _bytes(message: Message, attached: list[tuple[str, bytes]], number: int) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = message.sender, message.to, message.subject
    made["Date"], made["Message-ID"] = format_datetime(message.at), f"<{number}.{message.at:%Y%m%d%H}@example.org>"
    made.set_content(message.body)
    for name, data in attached if message.carries else ():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if message.carries and attached:
        made.set_boundary(f"part-{number}")
    return made.as_bytes().rstrip(b"\n") + b"\n"
