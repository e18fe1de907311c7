"""One call's work at the door: every offer is recognised, then kept under its hash or noted with the reason why not."""

from __future__ import annotations

import errno
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from plainview import proposed, seal
from plainview.archive import Archive, Changed, Receipt, copy_hashed, sha256_of
from plainview.case import Case
from plainview.errors import UserError
from plainview.intake import unpacking
from plainview.intake.about import Answer, Facts, Plan, attachment, size_of, stamp_of, why_of
from plainview.intake.find import Offer, shown
from plainview.intake.known import Known
from plainview.read import containers
from plainview.sandbox import Job, Sandbox, limits_hold

Progress = Callable[[str, int, int], None]
NESTING = 3
LARGE = 64 << 20  # from here a new file is hashed while it is copied, not before
_PRINTS = {".html": 0, ".htm": 0, ".txt": 1, ".pdf": 2}
_FULL = (errno.ENOSPC, errno.EDQUOT)
_BINARY = {".pdf", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_TOLD = ("custodian", "source_url", "request_id", "withheld")
_WAIT = "wait until the file is whole, then run the same command again"


@dataclass(slots=True)
class Intake:
    """One call's work at the door."""

    case: Case
    archive: Archive
    sandbox: Sandbox
    facts: Facts
    fingerprint: str
    progress: Progress
    unsandboxed: bool = False
    known: Known = field(init=False)
    temporary: Path = field(init=False)
    _sizes: set[int] = field(default_factory=set)
    _folders: int = 0
    _allowed: unpacking.Allowed | None = None  # of the outermost container that is being unpacked
    _inside: list[Receipt] = field(default_factory=list)

    def take(self, offers: list[Offer]) -> None:
        """Look at every offer and note each in the journal: accepted, or refused with the reason and what to do."""
        seal.finish(self.case, self.archive)
        self.known = Known(self.case.warehouse / "recognised" / self.fingerprint, self.archive)
        self.temporary = self.case.temporary / "door"
        self._sizes = {receipt.size_bytes for receipt in self.archive.receipts.values()}
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(parents=True)
        try:
            self._renew()
            self._take_waves(offers)
        finally:
            shutil.rmtree(self.temporary, ignore_errors=True)

    def _folder(self) -> Path:
        self._folders += 1
        folder = self.temporary / str(self._folders)
        folder.mkdir()
        return folder

    def _recognise(self, place: Path, name: str, path: str) -> Job:
        return Job(
            "recognise_file",
            path,
            {"path": str(place), "name": name, "out": str(self._folder()), "layouts": str(self.case.layouts)},
        )

    def _renew(self) -> None:
        """Recognise again what the archive holds and this version of the readers has not seen: the warehouse is a cache."""
        shown_by = {receipt.sha256: receipt for receipt in self.archive.accepted()}
        unseen = [one for one in sorted(shown_by) if self.known.of_file(one) is None and self.archive.holds(one)]
        places = {sha256: self.archive.bytes_path(sha256) for sha256 in unseen}
        jobs = [self._recognise(place, shown_by[one].name, shown_by[one].path) for one, place in places.items()]
        for done, (job, answer) in enumerate(self.sandbox.run(jobs), 1):
            sha256 = Path(job.arguments["path"]).name
            if isinstance(answer, dict) and "found" in answer:
                inside = [{"name": item["name"], "sha256": sha256_of(Path(item["path"]))} for item in answer["inside"]]
                self.known.remember_file(sha256, answer["found"], inside)
            else:
                self._withdraw(sha256, *why_of(answer))
            self.progress("recognising again", done, len(jobs))
        self.archive.settle()

    def _withdraw(self, sha256: str, fate: str, why: str, fix: str) -> None:
        """What was accepted once is refused by this version of the readers. Plate reads leave the archive at once."""
        for receipt in [one for one in self.archive.accepted() if one.sha256 == sha256]:
            self.archive.note(replace(receipt, fate=fate, why=why, fix=fix))
        if fate == "plate_reads":
            self.archive.bytes_path(sha256).unlink()

    def _take_waves(self, offers: list[Offer]) -> None:
        done, total = 0, len(offers)
        for wave in self._waves(offers):
            queue = deque(self._without_other_prints(wave))
            done += len(wave) - len(queue)
            while queue:
                batch = [queue.popleft() for _ in range(min(len(queue), 256))]
                for inner in self._look(batch):
                    queue.extend(inner)
                    total += len(inner)
                    done += 1
                    self.progress("at the door", done, total)
                self.archive.settle()

    def _waves(self, offers: list[Offer]) -> list[list[Offer]]:
        """HTML first, then other files, PDF last: a page held as HTML need not be read again from its prints."""
        order = {0: [], 1: [], 2: []}  # type: dict[int, list[Offer]]
        for offer in offers:
            order[_PRINTS.get(Path(offer.path).suffix.lower(), 1)].append(offer)
        return [order[0], order[1], order[2]]

    def _without_other_prints(self, wave: list[Offer]) -> Iterator[Offer]:
        """Drop PDF and text files that stand beside a portal page of the same name, noting each."""
        pages = {
            (str(PurePosixPath(r.path).with_suffix(""))): r.path
            for r in self.archive.accepted()
            if PurePosixPath(r.path).suffix in (".html", ".htm", ".txt") and self._kind(r.sha256) == "portal_page"
        }
        for offer in wave:
            suffix = PurePosixPath(offer.path).suffix.lower()
            better = pages.get(str(PurePosixPath(offer.path).with_suffix("")))
            if suffix in (".txt", ".pdf") and better and _PRINTS[PurePosixPath(better).suffix.lower()] < _PRINTS[suffix]:
                why = f"is another print of the portal page {PurePosixPath(better).name}, which was read"
                fix = "nothing to do; if it is another document, give it another name"
                if sha256 := self._hash(offer):
                    self._note(offer, "other_print", sha256, why, fix)
            else:
                yield offer

    def _kind(self, sha256: str) -> str:
        known = self.known.of_file(sha256)
        return str(known["found"]["kind"]) if known else ""

    def _look(self, offers: list[Offer]) -> Iterator[list[Offer]]:
        """Recognise a batch of offers; yield for each what the page carries that it is."""
        plans = [self._plan(offer) for offer in offers]
        asked = [self._recognise(plan.offer.place, plan.offer.name, plan.offer.path) for plan in plans if plan.ask]
        answers = self.sandbox.run(asked)
        for plan in plans:
            inner: list[Offer] = []
            if plan.ask:
                inner = self._settle(plan, next(answers)[1])
            elif plan.sha256:
                inner = self._accept_known(plan.offer, plan.sha256)
            if plan.offer.ours:
                plan.offer.place.unlink(missing_ok=True)
            yield inner

    def _plan(self, offer: Offer) -> Plan:
        """What to do with an offer; what can be said of it without opening it is noted here."""
        stamp = stamp_of(offer.place)
        if refusal := self._refused_unread(offer):
            sha256 = self._hash(offer)
            if sha256 and self.known.of_file(sha256) is None:
                self._note(offer, "unreadable", sha256, refusal.problem, refusal.fix)
                return Plan(offer)
        elif not offer.ours and stamp and stamp[0] >= LARGE and stamp[0] not in self._sizes:
            return Plan(offer, ask=True, stamp=stamp)  # new: nothing of this size was ever met here
        else:
            sha256 = self._hash(offer)
        if not sha256 or self._is_sealed(offer, sha256):
            return Plan(offer)
        if self.known.of_file(sha256) is not None:
            return Plan(offer, sha256)
        return Plan(offer) if self._note_again(offer, sha256) else Plan(offer, sha256, ask=True)

    def _hash(self, offer: Offer) -> str:
        try:
            return offer.sha256 or sha256_of(offer.place)
        except OSError as error:
            self._note(offer, "unreadable", "", f"cannot be opened: {error.strerror}", "check that you may read it")
            return ""

    def _is_sealed(self, offer: Offer, sha256: str) -> bool:
        sealed = self.archive.sealed(sha256)
        if sealed:
            self._note(offer, "sealed", sha256, sealed.why, sealed.fix)
        return sealed is not None

    def _refused_unread(self, offer: Offer) -> UserError | None:
        if limits_hold() or self.unsandboxed or PurePosixPath(offer.path).suffix.lower() not in _BINARY:
            return None
        return UserError(
            offer.path,
            "is a binary format, and this system cannot limit the memory of a reader",
            "run plainview on Linux, or give --unsandboxed if you trust the sender",
        )

    def _settle(self, plan: Plan, answer: Answer | UserError) -> list[Offer]:
        """Do what recognising a file asks for: refuse it, take it apart, or keep it."""
        offer, sha256 = plan.offer, plan.sha256
        refused = isinstance(answer, UserError) or "refused" in answer
        if isinstance(answer, UserError) or refused or answer["found"]["kind"] == "container":
            sha256 = sha256 or self._hash(offer)
            if not sha256:
                return []
            if isinstance(answer, UserError) or refused:
                proposed.keep(self.case.layouts, answer)
                self._note(offer, why_of(answer)[0], sha256, *why_of(answer)[1:])
            elif plan.sha256 or not self._note_again(offer, sha256):
                self._open(offer, sha256, answer)
            return []
        sha256 = self._keep(plan)
        return self._accept(offer, sha256, answer) if sha256 else []

    def _keep(self, plan: Plan) -> str:
        """Bring a recognised file into the archive: its SHA-256, or "" where that was not possible and is noted."""
        offer, sha256 = plan.offer, plan.sha256
        copy = self.temporary / "copy"
        try:
            if offer.ours:
                self.archive.move_in(offer.place, sha256)
            elif sha256:
                self.archive.keep(offer.place, sha256)
            else:
                sha256 = copy_hashed(offer.place, copy)
                if stamp_of(offer.place) != plan.stamp:
                    raise Changed
                if self._is_sealed(offer, sha256):
                    return ""
                self.archive.move_in(copy, sha256)
        except OSError as error:
            if error.errno in _FULL:
                raise
            why = "changed while it was read" if isinstance(error, Changed) else f"cannot be read: {error.strerror}"
            self._note(offer, "unreadable", sha256, why, _WAIT)
            return ""
        finally:
            copy.unlink(missing_ok=True)  # at once: it may be as large as all that is left of the disk
        return sha256

    def _accept(self, offer: Offer, sha256: str, answer: Answer) -> list[Offer]:
        inner = []
        for item in answer.get("inside", []):
            place = Path(item["path"])
            inner.append(attachment(offer, sha256, place, item["name"], sha256_of(place), ours=True))
        self.known.remember_file(sha256, answer["found"], [{"name": one.attachment, "sha256": one.sha256} for one in inner])
        self._note(offer, "accepted", sha256, "", "")
        return inner

    def _accept_known(self, offer: Offer, sha256: str) -> list[Offer]:
        known = self.known.of_file(sha256)
        assert known is not None, "what is known stays known while the case is held"
        self._note(offer, "accepted", sha256, "", "")
        held = self.archive.bytes_path
        return [attachment(offer, sha256, held(item["sha256"]), item["name"], item["sha256"]) for item in known["inside"]]

    def _open(self, offer: Offer, sha256: str, answer: Answer) -> None:
        """Take a container apart. It is not kept itself: what is accepted of it is, each file under its own hash."""
        if offer.depth >= NESTING:
            self._note(offer, "unreadable", sha256, f"is packed more than {NESTING} deep", "unpack it by hand")
            return
        stamp = stamp_of(offer.place)
        if self._allowed is None:
            most = containers.most_unpacked(stamp[0] if stamp else 0)
            self._allowed = unpacking.Allowed(containers.MEMBERS, most, str(self.case.layouts))
            try:
                self._inside = []
                self._take_members(offer, sha256, answer)
            finally:
                self._allowed = None
            if stamp_of(offer.place) == stamp:
                self.known.remember_container(sha256, answer["found"], offer.path, self._inside)
            else:
                self._note(offer, "unreadable", sha256, "changed while it was read", _WAIT)
        else:
            self._take_members(offer, sha256, answer)

    def _take_members(self, offer: Offer, sha256: str, answer: Answer) -> None:
        assert self._allowed is not None
        for name, why in answer["passed"]:
            inner = Offer(Path(), f"{offer.path}/{shown(name)}", offer.depth + 1, sha256)
            self._note(inner, "unreadable", "", why, "nothing to do, if it holds no record")
        for name, size, digest, why, fix in answer.get("left", []):  # the rest of a mailbox
            inner = Offer(Path(), f"{offer.path}/{name}", offer.depth + 1, sha256, sha256=digest, size_bytes=size)
            self._note(inner, "private", digest, why, fix)
        sizes = [max(size, 0) for _, _, size in answer["members"]]
        try:
            containers.check(answer["found"]["type"], len(sizes), sum(sizes), self._allowed.members, self._allowed.bytes)
        except UserError as error:
            self._note(offer, "unreadable", sha256, error.problem, error.fix)
            return
        self._allowed.members -= len(sizes)
        self._allowed.bytes -= sum(sizes)
        folder = self._folder()
        for batch in unpacking.members(self.sandbox, offer, sha256, answer, folder, self._allowed):
            self._take_batch(batch)
            self.archive.settle()
        unpacking.clear(folder)

    def _take_batch(self, batch: list[unpacking.Met]) -> None:
        queue = deque(met.offer for met in batch if met.answer is None)
        for met in batch:
            if met.answer is not None:
                self._settle_met(met.offer, met.answer)
        while queue:
            for inner in self._look([queue.popleft() for _ in range(min(len(queue), 256))]):
                queue.extend(inner)

    def _settle_met(self, member: Offer, answer: Answer | UserError) -> None:
        """A member whose bytes are gone (damaged, refused by its head) or all there (accepted by its head)."""
        if isinstance(answer, UserError) or "refused" in answer:
            proposed.keep(self.case.layouts, answer)
            if not member.sha256 or not self._is_sealed(member, member.sha256):
                self._note(member, why_of(answer)[0], member.sha256, *why_of(answer)[1:])
        elif not self._is_sealed(member, member.sha256) and self._keep(Plan(member, member.sha256)):
            self._accept(member, member.sha256, answer)
        member.place.unlink(missing_ok=True)

    def _note_again(self, offer: Offer, sha256: str) -> bool:
        """Note what was found in a container with these very bytes before, below its path of now; False if it is not known."""
        inside = self.known.of_container(sha256)
        for item in inside or []:
            about = {name: value for name, value in item.items() if name != "path"}
            self._write(Receipt(path=offer.path + item["path"], received_on=self.facts.received_on.isoformat(), **about))
        return inside is not None

    def _note(self, offer: Offer, fate: str, sha256: str, why: str, fix: str) -> None:
        size = offer.size_bytes if offer.size_bytes >= 0 else size_of(offer.place)
        if fate == "private" and offer.place != Path():  # a message's file is often named by its subject
            offer = replace(offer, path=str(PurePosixPath(offer.path).with_name(f"message {sha256[:8]}")))
        if fate == "accepted" and self.archive.holds(sha256):
            size = size_of(self.archive.bytes_path(sha256))  # ours were moved away
        receipt = Receipt(
            fate, sha256, size if sha256 else 0, offer.name, offer.path, self.facts.received_on.isoformat(),
            offer.parent_sha256, why=why, fix=fix,
        )  # fmt: skip
        if self._allowed is not None:
            self._inside.append(receipt)
        self._write(receipt)

    def _write(self, receipt: Receipt) -> None:
        """Add what the person says to what was found; what was said before stays until something else is said."""
        facts = self.facts
        known = self.archive.receipts.get((receipt.path, receipt.sha256))
        told = {name: getattr(facts, name) or getattr(known, name, "") for name in _TOLD}
        handling = "sealed" if receipt.fate == "sealed" else facts.handling or getattr(known, "handling", "public")
        receipt = replace(receipt, **told, handling=handling)
        if known is not None and known.handling == receipt.handling:
            receipt = replace(receipt, handling_why=known.handling_why)
        self.archive.note(receipt)
