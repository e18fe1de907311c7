"""What this version of the readers found in bytes before: the recognition cache of a case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview.archive import Archive, Receipt

# What is kept of a container's members: all that its bytes decide. Who sent it is said with each call.
_OF_MEMBER = ("fate", "sha256", "size_bytes", "name", "parent_sha256", "why", "fix")


@dataclass(slots=True)
class Known:
    """folder: the cache of one version of the readers; it may be deleted at any time."""

    folder: Path
    archive: Archive

    def of_file(self, sha256: str) -> dict[str, Any] | None:
        """{"found", "inside"} of archived bytes, if they and all they carry are held."""
        known = self._read(sha256)
        if known is None or known["found"]["kind"] == "container" or not self.archive.holds(sha256):
            return None
        return known if all(self.archive.holds(item["sha256"]) for item in known["inside"]) else None

    def of_container(self, sha256: str) -> list[dict[str, Any]] | None:
        """Every file met in a container, at any depth, with its fate then; None unless all that was accepted is still held."""
        known = self._read(sha256)
        if known is None or known["found"]["kind"] != "container":
            return None
        inside: list[dict[str, Any]] = known["inside"]
        held = all(item["fate"] != "accepted" or self.of_file(item["sha256"]) is not None for item in inside)
        sealed = any(item["fate"] != "sealed" and self.archive.sealed(item["sha256"]) for item in inside)
        return inside if held and not sealed else None

    def remember_file(self, sha256: str, found: dict[str, Any], inside: list[dict[str, str]]) -> None:
        """inside: {"name", "sha256"} of what a page carries."""
        self._write(sha256, {"found": found, "inside": inside})

    def remember_container(self, sha256: str, found: dict[str, Any], path: str, noted: list[Receipt]) -> None:
        """noted: the receipts of all that was found in the container that lies at `path`."""
        inside = [{"path": one.path.removeprefix(path), **{name: getattr(one, name) for name in _OF_MEMBER}} for one in noted]
        self._write(sha256, {"found": found, "inside": inside})

    def _read(self, sha256: str) -> dict[str, Any] | None:
        try:
            known: dict[str, Any] = json.loads((self.folder / f"{sha256}.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None  # never looked at, or torn when the machine lost power
        return known

    def _write(self, sha256: str, known: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{sha256}.json"
        new = path.with_suffix(".new")
        new.write_text(json.dumps(known), encoding="utf-8")
        new.replace(path)
