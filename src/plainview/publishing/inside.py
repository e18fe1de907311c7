"""Trees that were published into the case itself, from the served pages: CASE/publish/NAME, to be copied to a host from there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from plainview.case import Case
from plainview.errors import UserError
from plainview.journey import PUBLIC
from plainview.pages._rows import Rows
from plainview.publishing import manifest
from plainview.store import Store, current

FOLDER = "publish"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def check_name(name: str) -> str:
    """The name of a tree. Raises UserError: it cannot be one, or would lead out of the case."""
    if not _NAME.fullmatch(name):
        fix = "use small letters, digits and dashes, at most 40, such as 2026-03-31"
        raise UserError(f"the name {name[:40]!r}", "cannot be the name of a folder here", fix)
    return name


def place(case: Case, name: str) -> Path:
    """Where the tree of this name lies. Raises UserError: no name, or its folder is a link to another place."""
    folder = case.root / FOLDER / check_name(name)
    if is_inside(case, folder) and not folder.is_symlink():
        return folder
    raise UserError(f"{FOLDER}/{name}", "is a link that leads out of this case", "remove the link")


def is_inside(case: Case, out: Path) -> bool:
    """True for a folder in which a published tree may lie although it is in the case."""
    return out.resolve().parent == case.root.resolve() / FOLDER and _NAME.fullmatch(out.name) is not None


def listed(case: Case) -> list[dict[str, Any]]:
    """The trees that lie there, by name, the last name first: name, n_files, n_bytes, made_by, tables, sha256 of the manifest."""
    found = []
    for path in sorted((case.root / FOLDER).glob(f"[a-z0-9]*/{manifest.NAME}"), reverse=True):
        try:
            told = json.loads(path.read_bytes())
            sizes = [int(one["bytes"]) for one in told["files"]]
            facts = {"made_by": str(told["made_by"]), "tables": str(told["tables"])}
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a damaged manifest: `plainview publish --check` tells
        sha256 = manifest.sha256_of(path)
        found.append({"name": path.parent.name, "n_files": len(sizes) + 1, "n_bytes": sum(sizes), "sha256": sha256, **facts})
    return found


def offered(case: Case) -> list[dict[str, Any]]:
    """Findings about one account that may be shown because two people confirmed them: finding_id, title, agency_name.

    Raises:
        UserError: there are no tables.
    """
    generation = current(case.warehouse)
    if generation is None:
        raise UserError(str(case.root), "holds no tables yet", "take records in first")
    public = generation / PUBLIC
    store = Store(public if public.is_dir() else generation, case.warehouse / "serve" / "asked")
    try:
        Rows(store).rows("page/releases")  # makes what the next question asks
        may = {str(row["finding_id"]) for row in store.rows("publish/account_findings")}
        known = [row for row in store.rows("decided/findings") if str(row["finding_id"]) in may]
    finally:
        store.close()
    return [{name: str(row[name]) for name in ("finding_id", "title", "agency_name")} for row in known]
