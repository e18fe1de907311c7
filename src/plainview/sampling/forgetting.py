"""What sheets say of a release that was sealed is blanked; the draw, the answers and the bounds stay as they are."""

from __future__ import annotations

from collections.abc import Collection

from plainview.case import Case
from plainview.errors import UserError
from plainview.sampling import files, sheet


def forget(case: Case, releases: Collection[str]) -> tuple[int, list[str]]:
    """Blank what the sheets of a case tell of releases (ids). The case must be held by the caller.

    Returns: how many lines were blanked, and sheets that could not be read, which a person has to look at.
    """
    n_blanked, unread = 0, []
    for path in sorted((case.root / "samples").glob(f"*/{files.SHEET}")):
        try:
            text, n = sheet.without(path, releases)
        except UserError:
            unread.append(path.relative_to(case.root).as_posix())
            continue
        if n:
            files.write(path, text)
            n_blanked += n
    return n_blanked, unread
