"""Linking against a plain reading of its rules, entry by entry; what may never be linked; pieces taken over; decisions."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview import link, link_report, store
from plainview.store import Store

T, N, S = pa.string(), pa.int64(), pa.timestamp("us")
TEXTS = (
    "release_id custodian_id log searcher_id vendor_id reason_raw reason_state case_raw account_token plate_token plate_state "
)
TEXTS += "filters_raw prompt_raw"
ENTRIES = pa.schema(
    [(name, T) for name in TEXTS.split()]
    + [(name, N) for name in ("row_no", "reason_id")]
    + [(name, S) for name in ("searched_at", "window_from", "window_to")]
    + [(name, pa.int32()) for name in ("networks", "devices")]
)
DECIDED = pa.schema(
    [("decision_id", T), ("a_release_id", T), ("a_row_no", N), ("b_release_id", T), ("b_row_no", N), ("verdict", T)]
)
REASONS = ("", "robbery", "theft")  # 0 is masked
START = datetime(2026, 3, 1, 12, 0, 5)


@dataclass(frozen=True)
class Entry:
    release: int
    row: int
    searcher: int | None = 1
    second: int = 0
    networks: int | None = 5
    window: int | None = 7
    id: int | None = None
    reason: int = 1
    plate: str = "*"
    months: int = 0
    is_displaced: bool = False  # its id stands in an earlier month, too: it is linked by the id alone

    @property
    def name(self) -> tuple[str, int]:
        return f"r{self.release}", self.row

    @property
    def key(self) -> tuple[Any, ...] | None:
        key = (self.searcher, self.months, self.second, self.networks)
        return None if None in key or self.is_displaced else key

    @property
    def print(self) -> tuple[Any, ...]:
        return self.reason, self.plate

    def at(self) -> datetime:
        return START + timedelta(seconds=self.second, days=31 * self.months)


def table(entries: list[Entry]) -> pa.Table:
    rows = []
    for one in entries:
        at = one.at()
        rows.append({
            "release_id": f"r{one.release}", "row_no": one.row, "custodian_id": f"oh-c{one.release}-police", "log": "network",
            "searcher_id": f"oh-s{one.searcher}-police" if one.searcher else "", "searched_at": at, "networks": one.networks,
            "window_from": at - timedelta(days=one.window) if one.window else None, "window_to": at if one.window else None,
            "vendor_id": str(UUID(int=one.id)) if one.id else None, "reason_id": one.reason,
            "reason_raw": REASONS[one.reason] or "***", "reason_state": "value" if one.reason else "masked",
            "plate_token": one.plate, "plate_state": "value",
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=ENTRIES)


@contextmanager
def linked(
    entries: list[Entry], decided: list[dict[str, Any]] | None = None, folder: Path | None = None, before: Path | None = None
) -> Iterator[Store]:
    with TemporaryDirectory() as made:
        place = folder or Path(made)
        store = Store(place, Path(made) / "tmp")
        releases = sorted({one.release for one in entries})
        store.lend("received", pa.table({
            "release_id": [f"r{n}" for n in releases], "received_on": [f"2026-01-{n + 1:02d}" for n in releases],
            "custodian_id": [f"oh-c{n}-police" for n in releases], "log": ["network"] * len(releases),
        }))  # fmt: skip
        ids = sorted({f"oh-s{one.searcher}-police" for one in entries if one.searcher})
        kinds, states = pa.array(["police"] * len(ids), T), pa.array(["OH"] * len(ids), T)
        store.add("agencies", pa.table({"agency_id": pa.array(ids, T), "kind": kinds, "state": states}))
        store.add("agency_names", pa.table({"name_raw": pa.array(ids, T), "agency_id": pa.array(ids, T)}))
        store.add(
            "reasons",
            pa.table({"reason_id": [0, 1, 2], "reason_raw": ["***", *REASONS[1:]], "reason_state": ["masked", "value", "value"]}),
        )
        store.add("entries", table(entries))
        store.lend("decided", pa.Table.from_pylist(decided or [], schema=DECIDED))
        store.run("ingest/release_days")
        try:
            link.write(store, before)
            yield store
        finally:
            store.close()


def searches_of(store: Store) -> set[frozenset[tuple[str, int]]]:
    sets: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for release, row, search in store.db.execute("select release_id, row_no, search_id from links").fetchall():
        sets[search].add((release, row))
    return {frozenset(one) for one in sets.values()}


def plainly(entries: list[Entry]) -> set[frozenset[tuple[str, int]]]:
    """The rules read one by one, for each entry, with no thought of speed."""
    first = {one.id: min(o.months for o in entries if o.id == one.id) for one in entries if one.id}
    entries = [replace(one, is_displaced=one.id is not None and one.months > first[one.id]) for one in entries]
    labels: dict[tuple[str, int], Any] = {}
    for one in entries:
        labels[one.name] = ("id", one.id) if one.id else _label(one, entries)
    _without_networks(entries, labels)
    sets: dict[Any, set[tuple[str, int]]] = defaultdict(set)
    for name, label in labels.items():
        sets[label].add(name)
    return {frozenset(one) for one in sets.values()}


def _without_networks(entries: list[Entry], labels: dict[tuple[str, int], Any]) -> None:
    """Entries that do not tell the networks join the one search that fits without them, and so do those left alone."""
    before = dict(labels)
    groups: dict[Any, list[Entry]] = defaultdict(list)
    for one in entries:
        if one.searcher and one.window and not one.is_displaced:
            groups[one.searcher, one.at(), one.window].append(one)
    for key, group in groups.items():
        blind = [one for one in group if not one.networks]
        free = [one for one in group if _is_free(one, entries, before)]
        labelled = {before[one.name] for one in group if one not in free}
        prints: dict[int, set[Any]] = defaultdict(set)
        for one in free:
            prints[one.release].add(one.print)
        one_log = all(len(found) == 1 for found in prints.values())
        unsure = any(_is_ambiguous(one, entries) for one in group)
        named, keys = ({label for label in labelled if (label[0] == "id") is is_id} for is_id in (True, False))
        if (
            len(group) > 1
            and blind
            and len(named) <= 1
            and len(keys) <= 1
            and len({one.networks for one in group if one.networks}) <= 1
            and one_log
            and not unsure
        ):
            for one in entries:
                if one in free or (before[one.name] in keys and named):
                    labels[one.name] = next(iter([*named, *keys]), ("window", key))


def _is_free(one: Entry, entries: list[Entry], labels: dict[tuple[str, int], Any]) -> bool:
    """Whether nothing ties it yet: it has no id and no fitting group; rows printed again count only with their networks."""
    if one.id or _fitting(one, entries) is not None:
        return False
    return not one.networks or labels[one.name] == one.name or sum(labels[o.name] == labels[one.name] for o in entries) == 1


def _is_ambiguous(one: Entry, entries: list[Entry]) -> bool:
    """Several searches fit it, and it was not even printed twice."""
    if one.id or one.key is None or _fitting(one, entries) is not None:
        return False
    group = [o for o in entries if o.key == one.key]
    ids = {o.id for o in group if o.id}
    again = [o for o in group if o.id is None and (o.release, o.window, o.print) == (one.release, one.window, one.print)]
    return len(group) > 1 and (len(again) < 2 or len(ids) > 1)


def _label(one: Entry, entries: list[Entry]) -> Any:
    fitting = _fitting(one, entries)
    if fitting is not None:
        return fitting
    if one.key and len({o.id for o in entries if o.key == one.key and o.id}) > 1:
        return one.name
    same = [o for o in entries if o.id is None and o.release == one.release and o.print == one.print and o.window == one.window
            and (o.searcher, o.at(), o.networks) == (one.searcher, one.at(), one.networks)]  # fmt: skip
    return ("again", *same[0].name)


def _fitting(one: Entry, entries: list[Entry]) -> Any:
    if one.key is None:
        return None
    group = [o for o in entries if o.key == one.key]
    if len(group) < 2:
        return None
    if _one_search(group):
        return _called(group, one.key)
    if one.window is None:
        return None
    group = [o for o in group if o.window == one.window]
    if _one_search(group):
        return _called(group, (*one.key, one.window))
    all_said = all(any(o.id == id and o.reason for o in group) for id in {o.id for o in group if o.id})
    group = [o for o in group if o.reason == one.reason]
    if one.reason and all_said and _one_search(group):
        return _called(group, (*one.key, one.window, one.reason))
    return None


def _one_search(group: list[Entry]) -> bool:
    """At most one id, one window, and no log that prints different rows without an id."""
    prints: dict[tuple[int, int | None], set[Any]] = defaultdict(set)
    for o in group:
        if o.id is None:
            prints[o.release, o.window].add(o.print)
    return (
        len({o.id for o in group if o.id}) <= 1
        and len({o.window for o in group if o.window}) <= 1
        and all(len(found) == 1 for found in prints.values())
    )


def _called(group: list[Entry], key: Any) -> Any:
    ids = {o.id for o in group if o.id}
    return ("id", ids.pop()) if ids else ("key", key)


@st.composite
def some_entries(draw: st.DrawFn, most: int = 14, months: Sequence[int] = (0, 0, 1)) -> list[Entry]:
    rows = draw(st.lists(st.tuples(
        st.integers(0, 4), st.sampled_from([1, 1, 2, None]), st.integers(0, 1), st.sampled_from([5, 5, 6, None]),
        st.sampled_from([7, 7, 30, None]), st.sampled_from([None, None, 1, 2, 3]), st.integers(0, 2), st.sampled_from("*ab"),
        st.sampled_from(months),
    ), min_size=1, max_size=most))  # fmt: skip
    return [Entry(r, n, s, sec, net, w, id, why, p, m) for n, (r, s, sec, net, w, id, why, p, m) in enumerate(rows, 1)]


@given(some_entries())
@settings(max_examples=80)
def test_equals_the_rules_read_one_by_one(entries: list[Entry]) -> None:
    with linked(entries) as store:
        assert searches_of(store) == plainly(entries)


@given(some_entries())
@settings(max_examples=40)
def test_what_is_known_to_differ_is_never_one(entries: list[Entry]) -> None:
    by_name = {one.name: one for one in entries}
    with linked(entries) as store:
        for together in searches_of(store):
            found = [by_name[name] for name in together]
            assert len({one.id for one in found if one.id}) <= 1
            if len({one.key for one in found if one.id}) > 1:
                continue  # one id with two numbers of networks ties what belongs to either
            for one in found:
                twins = [
                    o for o in found if o.id is None and one.id is None and o.release == one.release and o.window == one.window
                ]
                assert len({o.print for o in twins}) <= 1
            bare = [one for one in found if one.id is None]
            assert len({one.key for one in bare if one.key}) <= 1


@given(some_entries())
@settings(max_examples=20)
def test_every_entry_has_one_search_and_the_counts_agree(entries: list[Entry]) -> None:
    with linked(entries) as store:
        rows = store.db.execute("select l.search_id, count(*), any_value(s.n_entries), count(distinct s.search_id) "
                                "from links l join searches s using (search_id) group by l.search_id").fetchall()  # fmt: skip
        assert sum(n for _, n, _, _ in rows) == len(entries)
        assert all(n == told and one == 1 for _, n, told, one in rows)
        assert store.db.execute("select count(*) from searches").fetchone() == (len(rows),)
        first = store.db.execute(
            "select count(*) from links where search_release_id = release_id and search_row_no = row_no"
        ).fetchone()
        assert first == (len(rows),)


def tiers(entries: list[Entry], **more: Any) -> dict[tuple[str, int], str]:
    with linked(entries, **more) as store:
        return {(r, n): tier for r, n, tier in store.db.execute("select release_id, row_no, tier from links").fetchall()}


def test_each_tier() -> None:
    assert tiers([Entry(0, 1, id=1), Entry(1, 1)]) == {("r0", 1): "vendor_id", ("r1", 1): "agency_window"}
    assert tiers([Entry(0, 1, id=1), Entry(1, 1, window=None)])["r1", 1] == "agency"
    assert tiers([Entry(0, 1, id=1, window=None), Entry(1, 1)])["r1", 1] == "agency"
    assert tiers([Entry(0, 1, id=1), Entry(1, 1, networks=None)])["r1", 1] == "agency_no_networks"
    found = tiers([Entry(0, 1, id=1, networks=None), Entry(1, 1), Entry(2, 1)])
    assert found == {("r0", 1): "vendor_id", ("r1", 1): "agency_no_networks", ("r2", 1): "agency_no_networks"}
    assert tiers([Entry(0, 1, id=1), Entry(2, 1, networks=6, id=2), Entry(1, 1, networks=None)])["r1", 1] == "ambiguous"
    assert tiers([Entry(0, 1, id=1), Entry(1, 1, networks=None, window=None)])["r1", 1] == "single"
    assert tiers([Entry(0, 1), Entry(0, 2)]) == {("r0", 1): "repeat", ("r0", 2): "repeat"}
    assert tiers([Entry(0, 1), Entry(1, 1, networks=6)]) == {("r0", 1): "single", ("r1", 1): "single"}
    assert tiers([Entry(0, 1, id=1), Entry(0, 2, id=2), Entry(1, 1, reason=0)])["r1", 1] == "ambiguous"
    assert tiers([Entry(0, 1, id=1, reason=1), Entry(0, 2, id=2, reason=2), Entry(1, 1, reason=2)])["r1", 1] == "agency_window"


def test_every_tier_has_its_words() -> None:
    known = set(re.findall(r"'(\w+)'", store._TIER))
    shown = tomllib.loads((Path(store.__file__).parent / "pages" / "_words.toml").read_text(encoding="utf-8"))["tiers"]
    method = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
    assert known == set(shown) == set(link_report.TIERS) == {tier for tier in known if f"| `{tier}` |" in method}


def test_a_log_whose_times_have_no_seconds_is_not_linked_by_them() -> None:
    coarse = [Entry(0, n, second=55 + 60 * n) for n in range(1, 6)]
    sharp = [Entry(1, n, second=55 + 60 * n) for n in range(1, 6)] + [Entry(1, 9, second=3)]
    assert set(tiers(coarse + sharp).values()) == {"single"}


def test_the_fullest_reason_wins_and_the_custodians_are_counted() -> None:
    with linked(
        [Entry(0, 1, id=1, reason=0), Entry(1, 1, id=1, reason=2), Entry(1, 2, id=1, reason=0), Entry(2, 1, reason=1)]
    ) as store:
        found = store.db.execute("select reason_id, n_entries, n_custodians, tier from searches").fetchall()
    assert found == [(1, 4, 3, "agency_window")]  # robbery is the longer word


def decision(a: tuple[str, int], b: tuple[str, int], verdict: str) -> dict[str, Any]:
    return {
        "decision_id": "d1",
        "a_release_id": a[0],
        "a_row_no": a[1],
        "b_release_id": b[0],
        "b_row_no": b[1],
        "verdict": verdict,
    }


def test_a_decision_joins_and_parts() -> None:
    apart = [Entry(0, 1), Entry(1, 1, networks=6), Entry(2, 1, networks=6)]
    found = tiers(apart, decided=[decision(("r0", 1), ("r1", 1), "same")])
    assert set(found.values()) == {"decided"}
    one = [Entry(0, 1, id=1), Entry(1, 1), Entry(2, 1)]
    found = tiers(one, decided=[decision(("r0", 1), ("r1", 1), "different")])
    assert found == {("r0", 1): "vendor_id", ("r1", 1): "decided", ("r2", 1): "agency_window"}


def test_a_decision_joins_across_months_of_a_large_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "LARGE", 2)
    far = [Entry(0, 1), Entry(1, 1, months=2), Entry(2, 1, months=1)]
    with linked(far, [decision(("r0", 1), ("r1", 1), "same")]) as store:
        assert searches_of(store) == {frozenset({("r0", 1), ("r1", 1)}), frozenset({("r2", 1)})}


@given(some_entries())
@settings(max_examples=20)
def test_month_by_month_is_the_same_as_all_at_once(entries: list[Entry]) -> None:
    with linked(entries) as store:
        whole = searches_of(store)
    was = link.LARGE, link.AT_ONCE
    link.LARGE, link.AT_ONCE = 1, 1
    try:
        with linked(entries) as store:
            assert searches_of(store) == whole
    finally:
        link.LARGE, link.AT_ONCE = was


def test_an_added_release_leaves_other_months_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "LARGE", 1)
    old = [Entry(0, n, second=n, months=n % 3) for n in range(1, 10)]
    new = [*old, Entry(1, 1, second=3, months=0)]
    for name in "abc":
        (tmp_path / name).mkdir()
    with linked(old, folder=tmp_path / "a"):
        pass
    with linked(new, folder=tmp_path / "b", before=tmp_path / "a") as store:
        added = searches_of(store)
    with linked(new, folder=tmp_path / "c") as store:
        assert searches_of(store) == added
    before = {path.name: path.stat().st_ino for path in (tmp_path / "a" / "links").iterdir()}
    after = {path.name: path.stat().st_ino for path in (tmp_path / "b" / "links").iterdir()}
    assert len(after) == 3
    assert len({name for name in after if before.get(name) == after[name]}) == 2


def test_a_name_that_is_read_otherwise_links_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "LARGE", 1)
    old = [Entry(0, n, second=n, months=n % 3) for n in range(1, 10)]
    for name in "ab":
        (tmp_path / name).mkdir()
    with linked(old, folder=tmp_path / "a") as store:
        store.add("agency_names", pa.table({"name_raw": ["oh-s1-police"], "agency_id": ["pa-s1-police"]}))
    with linked(old, folder=tmp_path / "b", before=tmp_path / "a"):
        pass
    assert not {path.name for path in (tmp_path / "a" / "links").iterdir()} & {
        path.name for path in (tmp_path / "b" / "links").iterdir()
    }


def test_the_measured_error_is_the_true_one_where_it_is_known() -> None:
    entries = []
    for n in range(40):  # 40 searches in four logs with ids; two at a time fall into one second with one network count
        entries += [Entry(release, n + 1, second=n // 2 * 2, window=7, id=n + 1, reason=0) for release in range(4)]
    with linked(entries) as store:
        told = store.db.execute(
            "select n_hidden, n_linkable, n_linked, n_right, n_ambiguous from link_errors where tier = 'all'"
        ).fetchone()
    assert told == (160, 160, 0, 0, 160)  # each log is hidden once, and nothing tells the pairs apart
    entries = [Entry(release, n + 1, second=n, id=n + 1) for n in range(40) for release in range(4)]
    with linked(entries) as store:
        told = store.db.execute(
            "select n_hidden, n_linked, n_right, n_split, n_merged, precision, recall from link_errors where tier = 'all'"
        ).fetchone()
    assert told == (160, 160, 160, 0, 0, 1.0, 1.0)
    by_fold = sorted(range(4), key=lambda r: md5(f"oh-c{r}-police".encode()).hexdigest())
    hidden_logs = by_fold[0], by_fold[3]  # three folds: these two are hidden together
    wrong = [
        Entry(r, n + 1, second=0 if n < 2 else n, id=n + 1)
        for n in range(40)
        for r in range(4)
        if n >= 2 or (r in hidden_logs) == n
    ]
    with linked(wrong) as store:  # two searches of one second, each in logs of its own: taken for one where an id is hidden
        hidden, linked_, right, merged = (
            store.db.execute("select n_hidden, n_linked, n_right, n_merged from link_errors where tier = 'all'").fetchone() or ()
        )
    assert (hidden, linked_ - right, merged) == (156, 2, 1)
