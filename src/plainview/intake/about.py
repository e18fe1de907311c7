"""What the door says and asks of one file: facts a person gave, what is to be done, why it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.intake.find import Offer, shown

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the person says about the files of one call. handling: one of archive.HANDLINGS, "" where nothing is said."""

    received_on: date
    custodian: str = ""
    source_url: str = ""
    request_id: str = ""
    handling: str = ""
    withheld: str = ""  # what a letter says was withheld, as withheld.py writes it


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with one offer of a batch. sha256: "" if it was noted already, or is hashed later."""

    offer: Offer
    sha256: str = ""
    ask: bool = False
    stamp: tuple[int, ...] = ()  # of a file that is hashed later: what changes with its bytes


def why_of(answer: Answer | UserError) -> tuple[str, str, str]:
    """Fate, reason and fix of a file that was refused or could not be read."""
    if isinstance(answer, UserError):
        return "unreadable", answer.problem, answer.fix
    at = str(answer["at"]).removeprefix(", ")
    return answer["refused"], f"{at} {answer['why']}" if at else answer["why"], answer["fix"]


def attachment(offer: Offer, parent: str, place: Path, name: str, sha256: str, ours: bool = False) -> Offer:
    return Offer(place, f"{offer.path}#{shown(name)}", offer.depth + 1, parent, shown(name), ours, sha256)


def stamp_of(path: Path) -> tuple[int, ...]:
    """Size, times and number of a file: unequal after its bytes have changed. Empty if it cannot be looked at."""
    try:
        about = path.stat()
    except OSError:
        return ()
    return (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)


def size_of(path: Path) -> int:
    return (stamp_of(path) or (0,))[0]
