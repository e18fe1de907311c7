"""Members of a container, a few at a time: small ones unpacked together, a large one streamed and hashed on its way.

Beside the archive there is never more on the disk than one large member or a small batch, and the container that holds
it if that came in another one. A 7z is the exception: it can only be unpacked as a whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import select
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.intake.find import Offer, shown
from plainview.read.heads import HEAD
from plainview.sandbox import Job, Sandbox

BATCH_BYTES, BATCH_FILES = 128 << 20, 256
PIPE = 1 << 20

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Met:
    """A member: what recognising it gave, if that is known already (it was large, or damaged); else it lies at its place."""

    offer: Offer
    answer: Answer | UserError | None = None


@dataclass(slots=True)
class Allowed:
    """What a container, with all the containers in it, may still unpack to."""

    members: int
    bytes: int
    layouts: str = ""  # folder of the case's own layouts


def members(sandbox: Sandbox, offer: Offer, sha256: str, answer: Answer, folder: Path, allowed: Allowed) -> Iterator[list[Met]]:
    """The members of the container `offer`, which was recognised with `answer`; each batch is to be settled before the next.

    folder: a new, empty one for this container; what is left in it may be deleted after.
    """
    kind = answer["found"]["type"]
    listed = [(number, name, size) for number, name, size in answer["members"]]
    small = [one for one in listed if 0 <= one[2] < HEAD or kind in ("7z", "mbox", "eml")]
    for batch in [small] if kind == "7z" else _batches(small):
        yield _unpacked(sandbox, offer, sha256, kind, batch, folder)
    chosen = {number for number, _, _ in small}
    for number, name, size in listed:
        if number not in chosen:
            member = _member(offer, sha256, folder / str(number), name)
            yield [_streamed(sandbox, offer, member, kind, number, allowed, size)]


def _batches(small: list[tuple[int, str, int]]) -> Iterator[list[tuple[int, str, int]]]:
    batch: list[tuple[int, str, int]] = []
    for one in small:
        if batch and (len(batch) == BATCH_FILES or sum(size for _, _, size in batch) + one[2] > BATCH_BYTES):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _member(offer: Offer, sha256: str, place: Path, name: str) -> Offer:
    return Offer(place, f"{offer.path}/{shown(name)}", offer.depth + 1, sha256, ours=True)


def _unpacked(
    sandbox: Sandbox, offer: Offer, sha256: str, kind: str, batch: list[tuple[int, str, int]], folder: Path
) -> list[Met]:
    numbers = [number for number, _, _ in batch]
    arguments = {"path": str(offer.place), "kind": kind, "numbers": numbers, "out": str(folder)}
    failed: dict[int, UserError] = {}
    try:
        for number, problem, fix in sandbox.ask(Job("unpack_members", offer.path, arguments))["failed"]:
            failed[number] = UserError(offer.path, problem, fix)
    except UserError as error:
        failed = dict.fromkeys(numbers, error)
    return [Met(_member(offer, sha256, folder / str(number), name), failed.get(number)) for number, name, _ in batch]


def _streamed(sandbox: Sandbox, offer: Offer, member: Offer, kind: str, number: int, allowed: Allowed, size: int) -> Met:
    """One member through a pipe: the child unpacks and recognises, we hash the very bytes that we write."""
    place = member.place
    most = min(allowed.bytes, sandbox.limits.file_size) if size < 0 else min(size, sandbox.limits.file_size)
    pipe = Path(f"{place}.pipe")
    arguments = {
        "path": str(offer.place), "kind": kind, "number": number, "name": member.name, "most": most,
        "scratch": f"{place}.head", "pipe": str(pipe), "layouts": allowed.layouts,
    }  # fmt: skip
    digest = hashlib.sha256()
    try:
        with place.open("wb") as kept:

            def take(piece: bytes) -> None:
                digest.update(piece)
                kept.write(piece)

            answer = stream(sandbox, Job("take_member", member.path, arguments), pipe, take)
    except UserError as error:
        place.unlink()
        return Met(member, error)
    if "refused" in answer:
        place.unlink()
        told, n_bytes = str(answer["sha256"]), int(answer["size"])
    else:
        told, n_bytes = digest.hexdigest(), place.stat().st_size
    if size < 0:
        allowed.bytes -= n_bytes
    known = Offer(place, member.path, member.depth, member.parent_sha256, ours=True, sha256=told, size_bytes=n_bytes)
    return Met(known, None if "whole" in answer else answer)


def stream(sandbox: Sandbox, job: Job, pipe: Path, take: Callable[[bytes], None]) -> Answer:
    """Run a job that writes into `pipe`, giving each piece to `take` while the job runs; its answer at the end."""
    os.mkfifo(pipe, 0o600)
    end = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # also a writer: there is no end of file before the job's own end
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # a user's share of pipes may be used up; it works with a small one
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, PIPE)
    with ThreadPoolExecutor(1) as beside:
        try:
            asked = beside.submit(sandbox.ask, job)
            while True:
                done = asked.done()  # looked at first: all that was written before the job ended is in the pipe
                if select.select([end], [], [], 0 if done else 0.005)[0]:
                    take(os.read(end, PIPE))
                elif done:
                    return asked.result()
        finally:
            pipe.unlink()  # first: a child that has not opened it yet must not wait for a reader
            os.close(end)  # a child that still writes is told so


def clear(folder: Path) -> None:
    """Remove what is left of a container's members."""
    shutil.rmtree(folder, ignore_errors=True)
