"""What the verbs of `plainview agencies` say to a person, and to a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from plainview.agencies.kept import Loaded

_WIDEST = 48


def table(answers: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Names with their reading, as columns; the reason stands last, for it is long."""
    yield f"{'name':{_WIDEST}} {'agency':{_WIDEST}} st kind         sure why"
    for one in answers:
        sure = f"{one['confidence']:.2f}"
        name, agency = (_cell(one[field]) for field in ("name", "canonical"))
        yield f"{name} {agency} {one['state']:2} {one['kind']:12} {sure} {_plain(one['why'])}"


def _cell(text: str) -> str:
    shown = _plain(text)
    return f"{shown if len(shown) <= _WIDEST else shown[: _WIDEST - 1] + '…':{_WIDEST}}"


def _plain(text: str) -> str:
    """Names are strangers' text: no sign that moves a terminal's cursor or changes its colours."""
    return "".join(ch if ch.isprintable() else "�" for ch in text)


def loaded(done: Loaded) -> dict[str, object]:
    """What loading did, for a program."""
    return {
        "list_id": done.kept.list_id, "kind": done.kept.kind, "name": done.kept.name, "sha256": done.kept.sha256,
        "loaded_on": done.kept.loaded_on, "seen_on": done.kept.seen_on, "new": done.new,
        "rows": len(done.listed) + len(done.left),
        "used": len(done.listed), "skipped": len(done.left), "agencies": len({one.agency.agency_id for one in done.listed}),
    }  # fmt: skip


def told(done: Loaded) -> list[str]:
    """What loading did, for a person."""
    said = loaded(done)
    lines = [
        f"{'loaded' if done.new else 'held already:'} {_plain(done.kept.name)} ({done.kind.title})",
        f"{said['rows']:,} rows = {said['used']:,} used + {said['skipped']:,} skipped by name",
        f"{said['agencies']:,} agencies",
    ]
    if done.kept.seen_on:
        lines.append(f"it stands for {done.kept.seen_on}")
    lines += [f"skipped {where}: {why}" for where, why in done.left[:5]]
    return [*lines, "the next `plainview audit` uses it"] if done.new else lines
