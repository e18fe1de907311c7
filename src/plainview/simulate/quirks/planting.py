"""Write files with quirks and the truth of each of their lines."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np

from plainview.errors import UserError
from plainview.simulate import knowledge
from plainview.simulate.phrases import Phrases
from plainview.simulate.quirks import cells, columns, copies, files, layout, mail, redaction, times
from plainview.simulate.quirks.draft import FOURTEEN, Draft, Row, entry_of, laid, moved, pool
from plainview.simulate.quirks.kinds import Quirk
from plainview.simulate.quirks.mail_checking import MAIL
from plainview.simulate.quirks.writing import CONTAINERS, packed, render
from plainview.simulate.truth import Truth
from plainview.simulate.world import World

_ROOMS = (columns, layout, times, redaction, cells, copies, files, mail)
FILES, LINES = "quirk_files.jsonl", "quirk_lines.jsonl"


def known() -> dict[str, Quirk]:
    """Every quirk by its id, in the order of the catalogue."""
    found = [item for room in _ROOMS for item in vars(room).values() if isinstance(item, Quirk)]
    return {item.id: item for item in found}


class Planter:
    """Writes quirk files below `records` and their truth below `truth`. Equal arguments give equal bytes.

    truth/quirk_files.jsonl: one object a file: file, sha256, kind, custodian, quirks, set, tells, rows.
    truth/quirk_lines.jsonl: one object a printed line: file, sheet, line (both as in the file; of a print page and row),
    what; for a record also search, want ("read" or "told"), quirks and entry (our columns; a list names readings that are
    all right). truth/quirk_mail.jsonl: one object a mail message: file, sha256, true (None: not to be kept).
    """

    def __init__(self, records: Path, truth: Truth, folder: Path, world: World, phrases: Phrases, seed: int) -> None:
        self._records, self._truth, self._world, self._seed = records, truth, world, seed
        self._pools = [pool(world, phrases, seed, number) for number in range(len(world.custodians))]
        self._files: IO[str] = (folder / FILES).open("w", encoding="utf-8", newline="\n")
        self._lines: IO[str] = (folder / LINES).open("w", encoding="utf-8", newline="\n")
        self._mail: IO[str] = (folder / MAIL).open("w", encoding="utf-8", newline="\n")
        self._turn = 0

    def close(self) -> None:
        self._mail.close()
        self._files.close()
        self._lines.close()

    def plant(self, names: Sequence[str], rows: int) -> list[str]:
        """Write one set of files (mostly one) of about `rows` rows with these quirks; their paths below `records`."""
        self._turn += 1
        rng = np.random.default_rng([self._seed, 11, self._turn])
        chosen = sorted((known()[name] for name in names), key=lambda one: one.stage)
        drafts = [self._draft(rng, rows)]
        for one in chosen:
            drafts = [made for draft in drafts for made in _applied(one, draft, rng)]
        folder = f"quirks/{self._turn:04d}_{'_'.join(names)[:60]}/{drafts[0].facts['slug']}"
        drafts = [replace(laid(draft), quirks=tuple(names)) for draft in drafts]
        return self._write(folder, drafts)

    def _draft(self, rng: np.random.Generator, rows: int) -> Draft:
        """A plain network audit of one month, the stuff that quirks are made of."""
        number = self._turn % len(self._world.custodians)
        agency = self._world.agencies[self._world.custodians[number]]
        months = self._world.months()
        month = months[int(rng.integers(len(months)))]
        start = np.datetime64(f"{month}-02T00:00:00")
        at = np.sort(rng.choice(26 * 86_400, rows, replace=False))
        offset = knowledge.table("world")["states"][agency.state]["utc_offset"]
        stock: Iterator[Row] = self._pools[number]
        drawn = [moved(row, (start + s).astype(object)) for row, s in zip(islice(stock, rows), at, strict=True)]
        plain = Draft(f"network_audit_{month}", "network_audit", agency.id, month, (), tuple(drawn))
        return replace(
            plain.with_columns(FOURTEEN), facts={"agency": agency.name, "slug": agency.slug, "utc_offset": offset, "pool": stock}
        )

    def _write(self, folder: str, drafts: list[Draft]) -> list[str]:
        inside: list[tuple[str, bytes]] = []
        written = []
        rendered = [render(draft) for draft in drafts]
        if len({data for data, _ in rendered}) < len(drafts):  # the same bytes twice are one file, of which nothing is to tell
            drafts = [
                replace(draft, tells=tuple(one for one in draft.tells if "rows_in_two_files" not in one)) for draft in drafts
            ]
        for draft, (data, places) in zip(drafts, rendered, strict=True):
            name = f"{draft.name}.{draft.suffix}" if draft.suffix else draft.name
            path = f"{folder}/{name}"
            if draft.pack and draft.pack != "gzip":
                inside.append((f"{draft.inside}{name}", data))
                path = f"{folder}/{CONTAINERS[draft.pack]}/{draft.inside}{name}"
            else:
                at = self._records / (f"{path}.gz" if draft.pack else path)
                at.parent.mkdir(parents=True, exist_ok=True)
                at.write_bytes(gzip.compress(data, mtime=0) if draft.pack else data)
            self._tell(path, data, draft, places)
            written.append(path)
        if inside:
            (self._records / folder).mkdir(parents=True, exist_ok=True)
            kind = drafts[0].pack
            name = CONTAINERS[kind]
            data = self._posted(f"{folder}/{name}", drafts[0], inside) if "mail" in drafts[0].facts else packed(inside, kind)
            (self._records / folder / name).write_bytes(data)
        return written

    def _posted(self, path: str, draft: Draft, inside: list[tuple[str, bytes]]) -> bytes:
        """A message or mailbox with the files attached, and the truth of each message."""
        box = draft.pack == "mbox"
        messages: list[mail.Message] = draft.facts["mail"]
        data, parts = mail.written(messages, inside, box)
        for number, (one, part) in enumerate(zip(messages, parts, strict=True), 1):
            said = {"file": f"{path}/message {number}" if box else path, "sha256": hashlib.sha256(part).hexdigest(),
                    "quirks": draft.quirks, "taken_apart": one.carries and one.true is None, "true": one.true}  # fmt: skip
            self._mail.write(_json(said))
        return data

    def _tell(self, path: str, data: bytes, draft: Draft, places: list[tuple[str, int]]) -> None:
        lines = [line for sheet in draft.sheets for line in sheet.lines]
        rows = sum(line.row is not None for line in lines)
        tells = [kinds for kinds in draft.tells if "column_overwritten" not in kinds or "reason" in draft.keys]
        facts = {
            "file": path, "sha256": hashlib.sha256(data).hexdigest(), "kind": draft.kind, "type": draft.type,
            "custodian": draft.facts.get("custodian", draft.custodian), "quirks": draft.quirks, "set": self._turn,
            "tells": tells, "rows": rows,
        }  # fmt: skip
        self._files.write(_json(facts))
        for (sheet, number), line in zip(places, lines, strict=True):
            said: dict[str, Any] = {"file": path, "sheet": sheet, "line": number, "what": line.what}
            if draft.type == "pdf":
                said |= {"sheet": "", "page": int(sheet.removeprefix("page "))}
            if line.row:
                entry = entry_of(draft, line.row)
                said |= {"search": line.row.search, "want": line.row.want, "quirks": line.row.quirks, "entry": entry}
            self._lines.write(_json(said))
        self._truth.file(path, draft.kind, draft.custodian, draft.month, rows)


def _applied(one: Quirk, draft: Draft, rng: np.random.Generator) -> list[Draft]:
    made = one.change(draft, rng)
    tells = (one.tells,) if one.tells else ()
    return [replace(each, tells=(*each.tells, *tells)) for each in (made if isinstance(made, list) else [made])]


def mixture(rng: np.random.Generator, most: int) -> list[str]:
    """Draw 1 to `most` quirks that may stand together in one file."""
    stock = [one for one in known().values() if one.mixes]
    taken: set[str] = set()
    names: list[str] = []
    for at in rng.permutation(len(stock))[: int(rng.integers(1, most + 1)) * 4].tolist():
        one = stock[at]
        if not one.slots & taken and len(names) < most:
            names.append(one.id)
            taken |= one.slots
        if len(names) == most:
            break
    return names[: int(rng.integers(1, most + 1))]


def described() -> str:
    """Every quirk as a line of a Markdown table: id, what it is, what a right reading is."""
    lines = ["| quirk | what it is | a right reading |", "|---|---|---|"]
    for one in known().values():
        right = "the row is read rightly, or set aside, or named by an issue" if one.told else "equal to the truth"
        told = f"; the file is told of by {_or(one.tells)}" if one.tells else ""
        lines.append(f"| `{one.id}` | {one.what} | {right}{told} |")
    return "\n".join(lines) + "\n"


def _or(kinds: tuple[str, ...]) -> str:
    return " or ".join(f"`{kind}`" for kind in kinds)


def chosen(words: frozenset[str], others: frozenset[str]) -> list[str]:
    """The quirks meant by these words ("all" is all), those of `others` left out. UserError names the unknown."""
    unknown = words - set(known()) - others - {"all"}
    if unknown:
        listed = ", ".join(sorted({*known(), *others, "all"}))
        raise UserError("quirks", f"no such quirk: {', '.join(sorted(unknown))}", f"choose from: {listed}")
    return [name for name in known() if name in words or "all" in words]


def _json(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"
