"""The archive itself: every name is the hash of its bytes, and every line of the journal leads to bytes or to a reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

_GONE = ("plate_reads", "sealed")  # of these nothing may be left
Progress = Callable[[str, int, int], None]


def check_archive(folder: Path, progress: Progress) -> dict[str, Any]:
    """Hash all bytes and follow the journal. {"files", "receipts", "torn_lines", "wrong": [{"what", "problem"}]}."""
    wrong: list[dict[str, str]] = []
    held = {path.name: path for path in sorted(folder.glob("??/*")) if path.is_file() and not path.name.startswith(".")}
    for done, (name, path) in enumerate(held.items(), 1):
        if path.parent.name != name[:2] or _hash(path) != name:
            wrong.append({"what": f"archive/{path.parent.name}/{name}", "problem": "its bytes are not those it is named after"})
        progress("hashing the archive", done, len(held))
    last, torn = _journal(folder / "journal.jsonl")
    fates: dict[str, set[str]] = {}
    for receipt in last.values():
        fates.setdefault(receipt["sha256"], set()).add(receipt["fate"])
        problem = _problem(receipt, held)
        if problem:
            wrong.append({"what": receipt["path"], "problem": problem})
    for name in sorted(set(held) - set(fates)):
        wrong.append({"what": f"archive/{name[:2]}/{name}", "problem": "no line of the journal tells of it"})
    for sha256, known in sorted(fates.items()):
        if sha256 in held and "accepted" not in known and known & set(_GONE):
            wrong.append(
                {"what": f"archive/{sha256[:2]}/{sha256}", "problem": "was refused or sealed, but its bytes are still here"}
            )
    return {"files": len(held), "receipts": len(last), "torn_lines": torn, "wrong": wrong}


def _problem(receipt: dict[str, Any], held: dict[str, Path]) -> str:
    if receipt["fate"] == "accepted":
        path = held.get(receipt["sha256"])
        if path is None:
            return "is accepted by the journal, but its bytes are not in the archive"
        if path.stat().st_size != receipt["size_bytes"]:
            return f"has {path.stat().st_size} bytes where the journal says {receipt['size_bytes']}"
        return ""
    return "" if receipt["why"] else "is refused without a reason"


def _journal(path: Path) -> tuple[dict[tuple[str, str], dict[str, Any]], int]:
    """The last line about each (path, hash), and how many lines are no JSON (a killed run leaves at most half a one)."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    torn = 0
    for line in path.read_bytes().split(b"\n") if path.exists() else []:
        if not line:
            continue
        try:
            receipt = json.loads(line)
            last[(receipt["path"], receipt["sha256"])] = receipt
        except (ValueError, KeyError, TypeError):
            torn += 1
    return last, torn


def check_generation(warehouse: Path, archive: Path, accounting: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What is wrong with the current generation: its pointer, the bytes of its releases, its row accounting."""
    wrong = []
    pointer = warehouse / "CURRENT"
    if not (warehouse / pointer.read_text(encoding="utf-8").strip()).is_dir():
        wrong.append({"what": "warehouse/CURRENT", "problem": "names a generation that is not there"})
    for row in accounting:
        sha256 = row["sha256"]
        if not (archive / sha256[:2] / sha256).is_file():
            wrong.append({"what": row["path"], "problem": "its bytes are not in the archive"})
        wrong += [{"what": row["path"], "problem": problem} for problem in _unbalanced(row)]
    return wrong


def _unbalanced(row: dict[str, Any]) -> list[str]:
    found = []
    if row["n_rows"] != row["n_used"] + row["n_quarantined"] + row["n_skipped"]:
        found.append(
            f"{row['n_rows']} rows are not {row['n_used']} used + {row['n_quarantined']} quarantined + {row['n_skipped']} skipped"
        )
    if row["n_listed"] is not None and row["n_listed"] != row["n_used"]:
        found.append(f"{row['n_used']} rows are told as used, {row['n_listed']} stand in the tables")
    for fate in ("quarantined", "skipped"):
        if row[f"n_{fate}"] != row[f"n_{fate}_listed"]:
            found.append(f"{row[f'n_{fate}']} rows are told as {fate}, {row[f'n_{fate}_listed']} are listed")
    return found


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
