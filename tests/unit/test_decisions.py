"""decisions.csv: read as people leave it, every mistake told at once; added to without harm; chains followed to their end."""

from __future__ import annotations

import csv
import itertools
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import decisions
from plainview.case import DECISIONS_HEADER, open_case
from plainview.decisions.making import append
from plainview.decisions.reading import agreeing, next_id
from plainview.decisions.row import COLUMNS, Decision, kept, meant, plain
from plainview.decisions.subjects import link
from plainview.errors import UserError

DAY = date(2026, 1, 2)
A, B, C, D, E = (f"{letter * 16}:{number}" for letter, number in zip("aabcd", (9, 10, 3, 4, 5), strict=True))


def row(number: int, a: str, b: str, verdict: str = "same", why: str = "the times agree", by: str = "") -> Decision:
    return Decision(f"d{number}", DAY, by, "link", a, b, verdict, why, number + 1)


def file(folder: Path, *rows: Decision) -> Path:
    path = folder / "decisions.csv"
    for one in rows:
        append(path, one)
    return path


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "decisions.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def line(**cells: str) -> str:
    usual = {
        "decision_id": "",
        "decided_on": "2026-01-02",
        "by": "",
        "subject": "link",
        "a": A,
        "b": B,
        "verdict": "same",
        "why": "x",
    }
    return ",".join((usual | cells)[name] for name in COLUMNS) + "\n"


def mistakes(path: Path) -> list[str]:
    with pytest.raises(UserError) as caught:
        decisions.read(path)
    said = str(caught.value).splitlines()
    assert [one for one in said[1::2] if not one.startswith("fix: ")] == []
    return said[::2]


def links(path: Path, held: set[str] | None = None) -> list[tuple[str, str, str, str]]:
    found = decisions.links(path, held).to_pylist()
    names = ((f"{one['a_release_id']}:{one['a_row_no']}", f"{one['b_release_id']}:{one['b_row_no']}", one) for one in found)
    return [(a, b, one["verdict"], one["decision_id"]) for a, b, one in names]


def states(path: Path, held: set[str] | None = None) -> list[tuple[str, str]]:
    return [(one["decision_id"], one["state"]) for one in decisions.table(path, held).to_pylist()]


# ---- reading --------------------------------------------------------------------------------------------------------------


def test_a_new_case_has_a_file_with_its_header_and_nothing_in_it(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    assert case.decisions.read_text() == DECISIONS_HEADER
    assert decisions.read(case.decisions) == []
    assert decisions.links(case.decisions).num_rows == 0
    assert decisions.table(case.decisions).num_rows == 0


@pytest.mark.parametrize(
    "text",
    ["", "\n", "\ufeff", "decided_on,by,what,subject,answer,why\n", "decided_on,by,what,subject,answer,why\r\n\r\n,,,\r\n"],
)
def test_a_file_that_decides_nothing_is_begun_anew(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert decisions.read(path) == []
    append(path, row(1, A, B))
    assert decisions.read(path) == [row(1, A, B)]
    assert path.read_text().startswith(DECISIONS_HEADER)


def test_a_missing_file_is_as_good_as_an_empty_one(tmp_path: Path) -> None:
    assert decisions.read(tmp_path / "decisions.csv") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read_and_kept_as_it_is(tmp_path: Path, end: str, mark: str, between: str) -> None:
    lines = [
        between.join([*COLUMNS, "notes", ""]),
        "",
        between.join(["", "2/1/2026", "Dana", "Link", A.upper(), B, " SAME", "x", "mine", ""]),
    ]
    lines[2] = lines[2].replace("2/1/2026", "2026/1/2")
    text = mark + end.join(lines)
    path = written(tmp_path, text)
    first = Decision("d1", DAY, "Dana", "link", A, B, "same", "x", 3)
    assert decisions.read(path) == [first]
    append(path, row(2, B, C))
    assert path.read_bytes().startswith(text.encode())
    assert [one.decision_id for one in decisions.read(path)] == ["d1", "d2"]
    assert decisions.read(path)[0] == first


@pytest.mark.parametrize(
    "text",
    ["2026-01-02", "2026/1/2", "2026.01.02", "02.01.2026", "2.1.2026", "2026-01-02 00:00:00", "2026-01-02 0:00"],
)
def test_days_as_spreadsheets_write_them(tmp_path: Path, text: str) -> None:
    assert decisions.read(written(tmp_path, DECISIONS_HEADER + line(decided_on=text)))[0].decided_on == DAY


def test_a_day_with_slashes_is_read_where_it_can_be_one_day_only(tmp_path: Path) -> None:
    for text, day in (("3/31/2026", date(2026, 3, 31)), ("31/03/2026", date(2026, 3, 31)), ("4/4/2026", date(2026, 4, 4))):
        assert decisions.read(written(tmp_path, DECISIONS_HEADER + line(decided_on=text)))[0].decided_on == day
    assert mistakes(written(tmp_path, DECISIONS_HEADER + line(decided_on="3/4/2026"))) == [
        f"{tmp_path / 'decisions.csv'}, line 2, column decided_on (3/4/2026): is no date, or could be two"
    ]


def test_letters_of_windows_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, (DECISIONS_HEADER + line(by="Zoë")).encode("cp1252") + line(by="Zoë", b=C).encode())
    assert [one.by for one in decisions.read(path)] == ["Zoë", "Zoë"]


def test_a_line_without_an_id_is_named_by_its_place(tmp_path: Path) -> None:
    text = DECISIONS_HEADER + line(decision_id="d7") + line(b=C) + line(b=D, decision_id="mine")
    path = written(tmp_path, text)
    assert [one.decision_id for one in decisions.read(path)] == ["d7", "d8", "mine"]
    assert next_id(decisions.read(path)) == "d9"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"decision_id": "my id"}, "column decision_id (my id): is no name"),
        ({"decided_on": "yesterday"}, "column decided_on (yesterday): is no date, or could be two"),
        ({"decided_on": ""}, "column decided_on: is no date, or could be two"),
        ({"decided_on": "2026-02-30"}, "column decided_on (2026-02-30): is no date, or could be two"),
        ({"subject": "weather"}, "column subject (weather): is nothing that can be decided"),
        ({"verdict": "y" * 90}, f"column verdict ({'y' * 60}): is no verdict"),
        ({"a": "3f9c"}, "column a (3f9c): names no entry"),
        ({"b": f"{A}:1"}, f"column b ({A}:1): names no entry"),
        ({"b": "a" * 16 + ":010"}, f"column b ({'a' * 16}:010): names no entry"),
        ({"b": A}, f"column b ({A}): is the same entry as a"),
        ({"verdict": "perhaps"}, "column verdict (perhaps): is no verdict"),
        ({"why": ""}, "column why: is empty"),
        ({"why": "y" * 1001}, "column why: has 1,001 letters"),
        ({"by": "y" * 1001}, "column by: has 1,001 letters"),
        ({"why": "a, b"}, ": has 9 cells, the header 8"),
    ],
)
def test_each_mistake_is_told_with_its_line_column_and_value(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    path = written(tmp_path, DECISIONS_HEADER + line(b=E) + line(**cells))
    (found,) = mistakes(path)
    assert found.startswith(f"{path}, line 3")
    assert found.endswith(said)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = DECISIONS_HEADER + line(decision_id="d1") + line(decision_id="d1", verdict="?", why="") + line(a="", b="")
    said = mistakes(written(tmp_path, text))
    assert [one.partition("decisions.csv, ")[2] for one in said] == [
        "line 3, column decision_id (d1): is given to the decision on line 2 too",
        "line 3, column verdict (?): is no verdict",
        "line 3, column why: is empty",
        "line 4, column a: names no entry",
        "line 4, column b: names no entry",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DECISIONS_HEADER + line(why='"open') + line(b=C, why='"closed"'), "has a quote that is not in order"),
        (DECISIONS_HEADER + line() + line(b=C, why='"open'), "line 3: has a quote that is not in order"),
        (line(), "line 1: does not name each column once"),
        ("one,two\n1,2\n", "line 1: does not name each column once"),
        (DECISIONS_HEADER.replace("by", "why") + line(), "line 1: does not name each column once"),
        ((DECISIONS_HEADER + line()).encode("utf-16"), "is no CSV file in UTF-8"),
    ],
)
def test_a_file_that_is_not_in_order_swallows_no_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    (found,) = mistakes(written(tmp_path, text))
    assert said in found


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").mkdir()
    assert "cannot be read" in mistakes(tmp_path / "decisions.csv")[0]


# ---- writing --------------------------------------------------------------------------------------------------------------

NASTY = st.text(max_size=60) | st.text(st.sampled_from("=+-@'\";,\t\r\n ＝\ufeff\u2028\x00\x85aé"), max_size=20)


@given(NASTY)
def test_any_text_comes_back_and_no_spreadsheet_runs_it(text: str) -> None:
    safe = kept(plain(text))
    assert meant(safe) == plain(text)
    assert not safe.startswith(tuple("=+-@＝＋－＠"))
    assert not any(part.lstrip().startswith(tuple("=+-@＝＋－＠")) for part in safe.split(";"))


@given(st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=5))
def test_what_is_written_is_read_as_it_was_meant(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]) -> None:
    rows = [
        row(number, A, f"{'b' * 16}:{number}", why=plain(why) or "x", by=plain(by))
        for number, (why, by) in enumerate(texts, start=1)
    ]
    path = file(tmp_path_factory.mktemp("case"), *rows)
    assert decisions.read(path) == rows
    with path.open(encoding="utf-8", newline="") as opened:
        assert all(len(cells) == len(COLUMNS) for cells in csv.reader(opened))


def test_a_line_that_ends_without_a_break_is_finished_first(tmp_path: Path) -> None:
    path = written(tmp_path, (DECISIONS_HEADER + line()).rstrip("\n"))
    append(path, row(2, B, C))
    assert [one.b for one in decisions.read(path)] == [B, C]


def test_a_file_that_stands_elsewhere_stays_there(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    real = written(tmp_path / "kept", DECISIONS_HEADER)
    real.chmod(0o640)
    (tmp_path / "decisions.csv").symlink_to(real)
    append(tmp_path / "decisions.csv", row(1, A, B))
    assert (tmp_path / "decisions.csv").is_symlink()
    assert decisions.read(real) == [row(1, A, B)]
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_disk_without_room_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path, row(1, A, B))
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        append(path, row(2, A, C))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


# ---- what stands ----------------------------------------------------------------------------------------------------------


def test_a_later_decision_replaces_an_earlier_one_whichever_is_named_first(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, B, A, "different"), row(3, A, C))
    assert states(path) == [("d1", "replaced"), ("d2", "standing"), ("d3", "standing")]
    assert links(path) == [(A, B, "different", "d2"), (C, B, "different", "d2"), (C, A, "same", "d3")]


def test_what_was_undone_is_decided_no_longer(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, A, B, "undone"), row(3, A, C))
    assert states(path) == [("d1", "replaced"), ("d2", "undone"), ("d3", "standing")]
    assert links(path) == [(C, A, "same", "d3")]
    append(path, row(4, A, B))
    assert states(path)[-1] == ("d4", "standing")
    assert (B, A, "same", "d4") in links(path)


def test_rows_stand_in_the_order_of_their_numbers_and_the_first_names_the_chain(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, D, C), row(2, C, B), row(3, A, B))
    assert links(path) == [(B, A, "same", "d3"), (C, A, "same", "d2"), (D, A, "same", "d1")]


def test_different_holds_between_all_entries_of_two_chains(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, C, D), row(3, D, A, "different"), row(4, B, C, "different"))
    assert [one for one in links(path) if one[2] == "different"] == [
        (A, C, "different", "d3"), (A, D, "different", "d3"), (B, C, "different", "d3"), (B, D, "different", "d3"),
    ]  # fmt: skip


def test_a_decision_without_its_entries_is_idle_and_links_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, B, C), row(3, C, D, "different"))
    held = {A, C, D}
    assert states(path, held) == [("d1", "idle"), ("d2", "idle"), ("d3", "standing")]
    assert links(path, held) == [(C, D, "different", "d3")], "A and C hang together by B alone, which is gone"
    assert links(path, set()) == []


def test_a_contradiction_is_told_with_all_its_lines(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, D, E), row(3, B, C), row(4, A, C, "different"))
    for ask in (decisions.links, decisions.check):
        with pytest.raises(UserError) as caught:
            ask(path)
        assert str(caught.value) == (
            f"{path}, lines 2, 4 and 5: contradict each other: d1, d3 make {A} and {C} one search, d4 says they are two\n"
            "fix: undo d1 or d3 or d4 with `plainview decide undo ID --why ...`"
        )
    assert len(decisions.table(path)) == 4, "it can be listed all the same"


def test_every_contradiction_is_told(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, B, C), row(3, A, C, "different"), row(4, C, D), row(5, A, D, "different"))
    with pytest.raises(UserError) as caught:
        decisions.check(path)
    assert str(caught.value).count("contradict each other") == 2


def test_what_was_replaced_contradicts_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, row(1, A, B), row(2, B, C), row(3, A, C, "different"), row(4, A, B, "different"))
    decisions.check(path)
    assert states(path)[0] == ("d1", "replaced")


NAMES = [f"{letter * 16}:{number}" for letter in "ab" for number in (1, 2, 10)]
PAIRS = st.sampled_from(list(itertools.combinations(NAMES, 2)))


@given(st.lists(st.tuples(PAIRS, st.sampled_from(["same", "different", "undone"])), max_size=14))
def test_chains_are_what_simple_merging_gives(said: list[tuple[tuple[str, str], str]]) -> None:
    """Against a second way: groups merged over and over until nothing changes."""
    rows = [row(number, a, b, verdict) for number, ((a, b), verdict) in enumerate(said, start=1)]
    last = {frozenset((one.a, one.b)): one for one in rows}
    group = {name: {name} for name in NAMES}
    for _ in NAMES:
        for one in last.values():
            if one.verdict == "same":
                both = group[one.a] | group[one.b]
                group |= dict.fromkeys(both, both)
    parted = {frozenset((one.a, one.b)) for one in last.values() if one.verdict == "different"}
    clash = any(group[a] is group[b] or b in group[a] for a, b in map(sorted, parted))
    try:
        found = agreeing(Path("decisions.csv"), rows)
    except UserError:
        assert clash
        return
    assert not clash
    given_ = list(link.resolved(found))
    same = {a: b for a, b, verdict, _ in given_ if verdict == "same"}
    assert same == {name: min(group[name], key=link.place) for name in NAMES if name != min(group[name], key=link.place)}
    different = [frozenset((a, b)) for a, b, verdict, _ in given_ if verdict == "different"]
    assert len(different) == len(set(different))
    first = {name: min(group[name], key=link.place) for name in NAMES}
    assert all(link.place(first[a]) < link.place(first[b]) for a, b, verdict, _ in given_ if verdict == "different")
    assert set(different) == {frozenset((x, y)) for a, b in map(sorted, parted) for x in group[a] for y in group[b]}
    by_id = {one.decision_id: one for one in rows}
    assert all(by_id[id_].verdict == verdict for _, _, verdict, id_ in given_)


def test_by_and_why_are_told_to_the_person_alone(tmp_path: Path) -> None:
    path = file(tmp_path, replace(row(1, A, B), by="Dana", why="she told me"), row(2, A, C, "different"), row(3, A, C))
    rows = decisions.table(path).to_pylist()
    assert decisions.told(rows) == [
        f"d1  link {A} {B} same", "    2026-01-02 by Dana: she told me",
        f"d2  link {A} {C} different (replaced)", "    2026-01-02: the times agree",
        f"d3  link {A} {C} same", "    2026-01-02: the times agree",
    ]  # fmt: skip
    assert decisions.told([]) == ["nothing is decided"]
    assert not {"by", "why"} & set(decisions.links(path).column_names)


def test_no_page_asks_for_what_people_wrote() -> None:
    root = Path(decisions.__file__).parents[1] / "sql"
    asked = [path for path in sorted(root.rglob("*.sql")) if path.parent.name != "decided"]
    assert len(asked) > 50
    found = [path for path in asked if re.search(r"\b(from|join)\s+decisions\b", path.read_text(encoding="utf-8"))]
    # what is said of findings: a list inside the case, whether two people lifted one, and how many decisions there are
    known = ["findings/decided.sql", "page/made_findings.sql", "server/n_decisions.sql"]
    assert [path.relative_to(root).as_posix() for path in found] == known
    assert not [path.name for path in found if "why" in path.read_text(encoding="utf-8").partition("select")[2]]
