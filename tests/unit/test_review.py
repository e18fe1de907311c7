"""Review of reasons: what is offered, whose answers count, and that nothing is written which is not wholly right."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import decisions, reasons, review, store
from plainview.case import DECISIONS_HEADER, Case, open_case
from plainview.decisions.making import append
from plainview.decisions.row import Decision
from plainview.decisions.subjects import reason as subject
from plainview.errors import UserError
from plainview.reasons import decided, tables
from plainview.review.agreement import exact_interval, kappa

DAY = date(2026, 1, 2)
TERMS = Path(reasons.__file__).parents[1] / "terms"
ANY_TEXT = st.text(max_size=60) | st.text(st.sampled_from("=+-@'\";,[]\t\r\n ＝\ufeff\u2028\x00\x1b\x85aéİΣß10-"), max_size=20)

# (reason, offence, state of the cell, searcher, entries that are searches of their own)
TYPED = [
    ("looking for dev", None, "value", "Alder Falls OH PD", 5),
    ("Looking  for DEV", None, "value", "Port Wren CA PD", 4),
    ("HSI", None, "value", "Birch Hollow TX PD", 3),
    ("ICE", None, "value", "Alder Falls OH PD", 2),
    ("burglary", None, "value", "Alder Falls OH PD", 30),
    ("investigation", None, "value", "Alder Falls OH PD", 30),
    ("", "zebra list", "empty", "Port Wren CA PD", 1),
    ("***", "zebra list", "masked", "Port Wren CA PD", 40),
    ("", "zebra list", "withheld", "Birch Hollow TX PD", 40),
    ("lobby dev 26-0012345", None, "value", "Port Wren CA PD", 1),
    ("Lobby dev 25-0099999", None, "value", "Port Wren CA PD", 1),
]
SEARCHERS = {"Alder Falls OH PD": "OH", "Port Wren CA PD": "CA", "Birch Hollow TX PD": "TX", "Cinder County OK SO": "OK"}
TYPED_COLUMNS = "reason_raw offense_raw reason_state searcher_raw case_shape search_type".split()
DEV, HSI, ICE, ZEBRA = ("[looking for dev]", "any"), ("[hsi]", "any"), ("[ice]", "any"), ("[]", "any [zebra list]")


def build(case: Case, typed: list[tuple[str | None, str | None, str, str, int]], n_sessions: int = 0) -> None:
    """Tables of a case in which each of these entries is a search, and `n_sessions` portal sessions give the first reason."""
    folder = store.begin(case.warehouse, "gen-1")
    opened = store.Store(folder, case.temporary / "duckdb")
    rows = [(reason, offense, state, searcher, "9", "search") for reason, offense, state, searcher, n in typed for _ in range(n)]
    columns = dict(zip(TYPED_COLUMNS, zip(*rows, strict=True), strict=True))
    opened.lend("typed", pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}))
    opened.lend("agency_names", pa.table({"name_raw": list(SEARCHERS), "agency_id": list(SEARCHERS.values())}))
    opened.lend("agencies", pa.table({name: list(SEARCHERS.values()) for name in ("agency_id", "state", "canonical")}))
    tables.write(opened, decisions.answers(case.decisions))
    first = opened.text_rows("select reason_id from reasons where reason_raw = $raw", {"raw": typed[0][0]})[0]["reason_id"]
    ids = [one["reason_id"] for one in opened.text_rows("select reason_id from reasons, range(n_entries)")]
    in_log = [True] * len(ids) + [False] * n_sessions  # what portals list is counted by session
    ids += [first] * n_sessions
    opened.add("searches", pa.table({
        "search_release_id": ["r"] * len(ids), "search_row_no": range(len(ids)), "reason_id": ids, "in_log": in_log,
    }))  # fmt: skip
    hour = datetime(2026, 1, 2, 3)
    n_listed = 3 * bool(n_sessions)  # three captures of one session
    opened.add("entries", pa.table({
        "release_id": pa.array(["p"] * n_listed, pa.string()), "row_no": pa.array(range(n_listed), pa.int64()),
        "log": pa.array(["portal"] * n_listed, pa.string()), "custodian_id": pa.array(["CA"] * n_listed, pa.string()),
        "searched_at": pa.array([hour] * n_listed, pa.timestamp("us")), "reason_raw": pa.array([typed[0][0]] * n_listed),
        "reason_id": pa.array([first] * n_listed, pa.int64()),
    }))  # fmt: skip
    opened.add("sessions", pa.table({
        "custodian_id": ["CA"], "hour_at": pa.array([hour], pa.timestamp("us")), "reason_raw": [typed[0][0]],
        "n_sessions": pa.array([n_sessions], pa.int64()),
    }))  # fmt: skip
    opened.add("decisions", decisions.table(case.decisions, {f"{a}\n{b}" for a, b in met(opened)}))
    opened.close()
    store.commit(case.warehouse, folder)


def met(opened: store.Store) -> set[tuple[str, str]]:
    return {(one["a"], one["b"]) for one in opened.rows("decided/reasons_met")}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = open_case(tmp_path / "case", DAY)
    build(made, TYPED)
    return made


def say(case: Case, about: tuple[str, str], verdict: str, by: str = "R. Vale") -> str:
    [(made, _)] = review.answer(case, [(*about, verdict, "")], by, DAY)
    return made.decision_id


def names(case: Case, **how: object) -> list[tuple[str, str]]:
    return [(one.a, one.b) for one in review.offered(case, **how)[0]]  # type: ignore[arg-type]


def read_now(case: Case, text: str) -> list[tuple[str, str, str, str]]:
    """(purpose, certainty, words, made_by) of a reason in the tables."""
    opened = store.open_current(case.warehouse, case.temporary)
    try:
        asked = "select p.* from purposes p join reasons r using (reason_id) where r.reason_raw = $raw order by purpose"
        rows = opened.text_rows(asked, {"raw": text})
    finally:
        opened.close()
    return [(one["purpose"], one["certainty"], one["words"], one["made_by"]) for one in rows]


def marked_now(case: Case, text: str) -> tuple[list[str], str, str]:
    opened = store.open_current(case.warehouse, case.temporary)
    try:
        [row] = opened.text_rows("select marks, words, made_by from reasons where reason_raw = $raw", {"raw": text})
    finally:
        opened.close()
    return row["marks"], row["words"], row["made_by"]


# ---- names ----------------------------------------------------------------------------------------------------------------


def test_the_list_of_purposes_is_the_one_the_rules_know() -> None:
    assert set(subject.purposes()) == {one.stem for one in TERMS.glob("[!_]*.toml")} - set(reasons.MARKS) | {"profiling"}
    assert all(subject.purposes().values())


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(["OH", "ca", "", None]))
def test_any_text_has_a_name_that_the_file_gives_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, offense: str, state: str | None
) -> None:
    a, (here, anywhere) = decided.name_of(text), decided.places_of(text, offense, state)
    path = tmp_path_factory.mktemp("case") / "decisions.csv"
    for number, place in enumerate((here, anywhere), start=1):
        append(path, Decision(f"d{number}", DAY, "R. Vale", "reason", a, place, "none", "x", 0))
    assert [(one.a, one.b) for one in decisions.read(path)] == [(a, here), (a, anywhere)]
    with path.open(encoding="utf-8", newline="") as opened:
        assert not any(cell.startswith(tuple("=+-@")) for cells in csv.reader(opened) for cell in cells)
    assert decided.name_of(decided.alike(text)) == a, "the name of a name is itself"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Looking for  DEV", "looking for dev", True),
        ("alert: 25-006731", "Alert: 26-117060", True),
        ("case 2025-0487", "case 2026-1", False),
        ("call 5551234567", "call 5557654321", True),
        ("459", "460", False),
        ("I.C.E.", "ICE", False),
        ("x" * 400, "x" * 400 + "y", False),
        ("don’t know", "don't know", True),
    ],
)
def test_texts_are_one_only_where_no_rule_could_part_them(one: str, other: str, is_same: bool) -> None:
    assert (decided.name_of(one) == decided.name_of(other)) is is_same


def test_an_offence_is_told_only_where_it_says_more() -> None:
    assert decided.places_of("theft", "Theft", "OH") == ("oh", "any")
    assert decided.places_of("x", "Theft - bike", "") == ("unknown [theft - bike]", "any [theft - bike]")


# ---- decisions ------------------------------------------------------------------------------------------------------------


def line(**cells: str) -> str:
    usual = {"decision_id": "", "decided_on": "2026-01-02", "by": "R. Vale", "subject": "reason", "a": "[hsi]", "b": "any",
             "verdict": "none", "why": "x"}  # fmt: skip
    return ",".join((usual | cells).values()) + "\n"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"by": ""}, "column by: is empty"),
        ({"a": "hsi"}, "column a (hsi): is no reason in brackets"),
        ({"a": f"[{'x' * 400}]"}, "is no reason in brackets"),
        ({"b": "ohio"}, "column b (ohio): names no state and offence"),
        ({"b": "oh []"}, "names no state and offence"),
        ({"verdict": "theft"}, "column verdict (theft): does not say how sure it is"),
        ({"verdict": "theft sure"}, "does not say how sure it is"),
        ({"verdict": "same"}, "names same, which is no purpose"),
        ({"verdict": "theft|thefts certain"}, "names thefts, which is no purpose"),
        ({"verdict": "none certain"}, "names none, which is no purpose"),
        ({"verdict": ""}, "which is no purpose"),
    ],
)
def test_each_mistake_about_a_reason_is_told(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(DECISIONS_HEADER + line() + line(**cells))
    with pytest.raises(UserError) as caught:
        decisions.read(path)
    assert said in str(caught.value)
    assert "line 3" in str(caught.value)


def test_a_decision_about_links_may_still_have_nobody_and_no_other_verdict(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    link = {"subject": "link", "a": "a" * 16 + ":1", "b": "b" * 16 + ":1", "by": ""}
    path.write_text(DECISIONS_HEADER + line(**link, verdict="same"))
    assert len(decisions.read(path)) == 1
    path.write_text(DECISIONS_HEADER + line(**link, verdict="none"))
    with pytest.raises(UserError, match="is no verdict"):
        decisions.read(path)


def test_the_last_answer_of_each_reviewer_counts_and_beside_it_those_of_others(case: Case) -> None:
    for by, verdict in (("R. Vale", "theft certain"), ("D. Moss", "none"), ("r. vale", "theft probable")):
        say(case, DEV, verdict, by)
    rows = decisions.table(case.decisions).to_pylist()
    assert [one["state"] for one in rows] == ["replaced", "standing", "standing"]
    found = decisions.answers(case.decisions).to_pylist()
    assert [(one["purposes"], one["certainty"], one["decision_id"]) for one in found] == [
        ([], "", "d2"), (["theft"], "probable", "d3"),
    ]  # fmt: skip
    assert found[0]["reviewer"] != found[1]["reviewer"]


def test_an_answer_is_taken_back_in_the_name_of_who_gave_it(case: Case) -> None:
    say(case, DEV, "none", "R. Vale")
    say(case, DEV, "theft certain", "D. Moss")
    with pytest.raises(UserError, match="is an answer by somebody else"):
        decisions.undo(case, "d1", "x", "D. Moss", DAY)
    made, is_new = decisions.undo(case, "d1", "misread", "", DAY)
    assert (made.by, made.verdict, is_new) == ("R. Vale", "undone", True)
    assert [one["decision_id"] for one in decisions.answers(case.decisions).to_pylist()] == ["d2"]


def test_what_was_answered_is_not_written_twice_and_all_or_nothing_is(case: Case) -> None:
    say(case, DEV, "none")
    before = case.decisions.read_bytes()
    [(again, is_new)] = review.answer(case, [(*DEV, "none", "another note")], "r. VALE", DAY)
    assert (again.decision_id, is_new) == ("d1", False)
    with pytest.raises(UserError) as caught:
        review.answer(case, [(*HSI, "none", ""), (*ICE, "weather certain", ""), ("ice", "any", "none", "")], "R. Vale", DAY)
    assert str(caught.value).count("fix: ") == 2
    assert case.decisions.read_bytes() == before
    with pytest.raises(UserError, match="--reviewer"):
        review.answer(case, [(*HSI, "none", "")], " \t", DAY)
    given_ = review.answer(case, [(*HSI, "none", ""), (*HSI, "theft certain", ""), (*ICE, "none", "")], "R. Vale", DAY)
    assert [one.decision_id for one, _ in given_] == ["d2", "d3", "d4"]
    assert [one.verdict for one in decisions.read(case.decisions)] == ["none", "none", "theft certain", "none"]
    twice = review.answer(case, [(*ZEBRA, "none", ""), (*ZEBRA, "none", "")], "R. Vale", DAY)
    assert [(one.decision_id, is_new) for one, is_new in twice] == [("d5", True), ("d5", False)]


# ---- the build ------------------------------------------------------------------------------------------------------------


def test_an_answer_takes_the_place_of_the_reading(case: Case) -> None:
    say(case, DEV, "theft|personal probable")
    say(case, ICE, "immigration certain")
    was = read_now(case, "ICE")
    assert was[0][:2] == ("immigration", "ambiguous")
    build(case, TYPED)
    assert read_now(case, "Looking  for DEV") == [
        ("personal", "probable", "", "decided:d1"),
        ("theft", "probable", "", "decided:d1"),
    ]
    assert read_now(case, "looking for dev") == read_now(case, "Looking  for DEV")
    assert marked_now(case, "looking for dev") == ([], "", "decided:d1"), "no longer vague"
    assert read_now(case, "ICE") == [("immigration", "certain", "ICE", "decided:d2")], "with the words that stood there"
    assert marked_now(case, "ICE")[0] == ["federal_agency"], "other marks stay"
    assert read_now(case, "burglary")[0][0] == "burglary"
    opened = store.open_current(case.warehouse, case.temporary)
    assert {one["n"] for one in opened.text_rows("select count(*) as n from purposes group by reason_id, purpose")} == {1}
    opened.close()


def test_none_takes_the_purposes_away(case: Case) -> None:
    say(case, ICE, "none")
    build(case, TYPED)
    assert read_now(case, "ICE") == []
    assert marked_now(case, "ICE") == (["vague", "federal_agency"], "ICE", "decided:d1")


def test_where_answers_differ_the_reading_stays_until_they_agree(case: Case) -> None:
    say(case, ICE, "immigration certain", "R. Vale")
    say(case, ICE, "immigration probable", "D. Moss")
    build(case, TYPED)
    assert read_now(case, "ICE")[0][1::2] != ("certain", "decided:d1")
    assert not read_now(case, "ICE")[0][3].startswith("decided")
    assert review.offered(case)[1]["n_disputed"] == 1
    say(case, ICE, "immigration certain", "D. Moss")
    build(case, TYPED)
    assert [one[3] for one in read_now(case, "ICE")] == ["decided:d1"]


def test_a_reason_that_is_masked_is_nobodys_to_answer(case: Case) -> None:
    assert ZEBRA in names(case)
    say(case, ZEBRA, "personal certain")
    build(case, TYPED)
    assert [one[0] for one in read_now(case, "")] == ["personal"], "the empty cell, not the withheld one"
    assert read_now(case, "***") == []


def test_an_answer_for_any_state_does_not_go_before_the_law_of_one(case: Case) -> None:
    """`DHS removal` names a child agency in Oklahoma; an answer about Texas and the rest must not hold there."""
    typed = [("DHS removal", None, "value", name, 1) for name in SEARCHERS]
    say(case, ("[dhs removal]", "any"), "none")
    build(case, typed)
    assert {one[0] for one in read_now(case, "DHS removal")} == {"child_exploitation"}
    say(case, ("[dhs removal]", "ok"), "theft certain")
    build(case, typed)
    assert [one[::3] for one in read_now(case, "DHS removal")] == [("theft", "decided:d2")]


def test_an_answer_for_all_does_not_go_before_what_is_known_of_the_office_that_typed_it() -> None:
    known = {ICE: {0: decided.Answer((), "", "d1")}, ("[ice]", "tx"): {1: decided.Answer((), "", "d2")}}
    assert set(decided.answers_to(known, "ICE", None, "TX", "")) == {0, 1}
    assert set(decided.answers_to(known, "ICE", None, "TX", "drugs")) == {0, 1}, "still open"
    assert set(decided.answers_to(known, "ICE", None, "TX", "immigration")) == {1}


def test_an_answer_about_one_state_goes_before_one_about_any(case: Case) -> None:
    say(case, DEV, "none")
    say(case, ("[looking for dev]", "ca"), "drugs certain")
    build(case, TYPED)
    assert read_now(case, "looking for dev") == []
    assert [one[0] for one in read_now(case, "Looking  for DEV")] == ["drugs"]


def test_an_answer_without_its_reason_is_idle_and_holds_again_when_it_comes_back(case: Case) -> None:
    say(case, DEV, "none")
    say(case, ICE, "none")
    build(case, [one for one in TYPED if "dev" not in (one[0] or "").lower()])
    assert [one["state"] for one in decisions.listed(case)] == ["idle", "standing"]
    build(case, TYPED)
    assert [one["state"] for one in decisions.listed(case)] == ["standing", "standing"]


def test_without_answers_the_tables_are_what_they_were() -> None:
    one, two = pa.table({"a": [1]}), pa.table({"b": [2]})
    assert decided.put_in(one, two, None)[:2] == (one, two)
    assert decided.put_in(one, two, decisions.answers(Path("nowhere.csv")))[:2] == (one, two)


# ---- what is offered ------------------------------------------------------------------------------------------------------


def test_open_strings_are_offered_once_those_that_most_searches_give_first(case: Case) -> None:
    offers, counts = review.offered(case)
    assert [(one.a, one.b, one.n_searches) for one in offers] == [
        (*DEV, 9), (*HSI, 3), (*ICE, 2), ("[lobby dev #]", "any", 2), (*ZEBRA, 1),
    ]  # fmt: skip
    first = offers[0]
    assert (first.reason, first.states, first.n_texts, first.state) == ("looking for dev", ("OH", "CA"), 2, "open")
    assert offers[2].purposes == (("immigration", "ambiguous"),)
    assert offers[4].offense == "zebra list"
    assert counts == {"n_strings": 5, "n_searches": 17, "n_sessions": 0, "n_disputed": 0}
    assert names(case, limit=2) == [DEV, HSI]
    with pytest.raises(UserError, match="--limit 0"):
        review.offered(case, limit=0)


def test_a_portal_counts_sessions_not_what_it_lists(case: Case) -> None:
    build(case, TYPED, n_sessions=7)
    [first, *_] = review.offered(case)[0]
    assert (first.n_searches, first.n_sessions) == (9, 7)


def test_a_string_read_otherwise_in_another_state_is_asked_for_itself(case: Case) -> None:
    """503 is also theft in California; `bmv` is a burglary in Texas and open elsewhere."""
    searchers = ("Alder Falls OH PD", "Port Wren CA PD", "Birch Hollow TX PD")
    build(case, [(text, None, "value", searcher, n) for text, n in (("503", 2), ("bmv", 1)) for searcher in searchers])
    assert {(one.a, one.b, one.states) for one in review.offered(case)[0]} == {
        ("[503]", "ca", ("CA",)), ("[503]", "oh", ("OH",)), ("[503]", "tx", ("TX",)), ("[bmv]", "any", ("CA", "OH")),
    }  # fmt: skip


def test_what_was_answered_is_offered_again_only_when_asked_for_and_shows_no_answer_of_others(case: Case) -> None:
    say(case, ICE, "immigration certain", "R. Vale")
    say(case, DEV, "none", "D. Moss")
    build(case, TYPED)
    assert names(case) == [HSI, ("[lobby dev #]", "any"), ZEBRA]
    offers, _ = review.offered(case, reviewer="d. moss", again=True)
    assert [(one.a, one.yours, one.n_answers, one.state) for one in offers] == [
        ("[ice]", "", 1, "answered"), ("[looking for dev]", "none", 1, "answered"),
    ]  # fmt: skip
    assert offers[0].purposes == (("immigration", "ambiguous"),), "as the rules read it"
    assert "decided" not in " ".join(review.told(offers[0]))
    say(case, ICE, "none", "D. Moss")
    assert review.offered(case, again=True)[0][1].state == "disputed"


def test_nothing_in_a_strangers_text_reaches_the_terminal(case: Case) -> None:
    build(case, [("zq\x1b[2J\x07\u202egnp <b>\r\n" + "x" * 900, None, "value", "Alder Falls OH PD", 1)])
    [offer] = review.offered(case)[0]
    lines = review.told(offer)
    assert all(text.isprintable() for text in lines)
    assert max(map(len, lines)) < 400


# ---- answers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "sure", "verdict"),
    [
        ("immigration", "certain", "immigration certain"),
        ("1", "c", "immigration certain"),
        (" Theft, burglary ", "Probable", "burglary|theft probable"),
        ("18;19", "p", "burglary|theft probable"),
        ("theft|theft", "amb", "theft ambiguous"),
        ("v", "", "none"),
        ("none", "", "none"),
    ],
)
def test_what_a_person_types(named: str, sure: str, verdict: str) -> None:
    assert review.verdict_from(named, sure) == verdict
    assert subject.wrong_verdict(verdict) == []
    assert subject.verdict_of(*subject.parted(verdict)) == verdict


@pytest.mark.parametrize(
    ("named", "sure", "where"),
    [("0", "c", "purposes"), ("31", "c", "purposes"), ("", "c", "purposes"), ("v theft", "c", "purposes"),
     ("thef", "c", "purposes"),
     ("theft", "", "certainty"), ("theft", "x", "certainty"), ("²", "c", "purposes"), ("theft", "certainly", "certainty")],
)  # fmt: skip
def test_what_cannot_be_meant_is_told(named: str, sure: str, where: str) -> None:
    with pytest.raises(UserError) as caught:
        review.verdict_from(named, sure)
    assert caught.value.where == where


def asked(case: Case, typed: list[str]) -> tuple[int, list[str], list[str]]:
    """What asking about all offers with these typed lines did: (answers, lines shown, prompts)."""
    lines, prompts = [], []
    waiting: Iterator[str] = iter(typed)

    def line(prompt: str) -> str:
        prompts.append(prompt)
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    def keep(offer: review.Offer, verdict: str) -> str:
        return say(case, (offer.a, offer.b), verdict)

    return review.ask(review.offered(case)[0], line, lines.append, keep), lines, prompts


def test_each_answer_is_written_before_the_next_is_asked(case: Case) -> None:
    n, lines, _ = asked(case, ["weather", "3,5", "x", "3,5", "p", "s", "v", "q"])
    assert n == 2
    assert [(one.a, one.verdict) for one in decisions.read(case.decisions)] == [
        ("[looking for dev]", "protest_speech|personal probable"), ("[ice]", "none"),
    ]  # fmt: skip
    assert sum("which is no purpose" in one for one in lines) == 1
    assert sum("certainty (x) is none" in one.replace(": ", " ", 1) for one in lines) == 1
    assert names(case) == [HSI, ("[lobby dev #]", "any"), ZEBRA]
    assert asked(case, ["v"])[0] == 1, "the end of what is typed ends it, and what was answered is kept"


def test_a_case_that_is_busy_is_told_and_the_string_asked_again(case: Case) -> None:
    from plainview.case import locked

    with locked(case):
        n, lines, prompts = asked(case, ["v", "v", "q"])
    assert (n, len(prompts)) == (0, 3)
    assert sum("another plainview is working on this case" in one for one in lines) == 2


# ---- sheets ---------------------------------------------------------------------------------------------------------------


def filled(case: Case, folder: Path, *answers: tuple[str, str, str], encoding: str = "utf-8", end: str = "\n") -> Path:
    """The list as a sheet, with (reason, purposes, certainty) filled in."""
    rows = list(csv.reader(io.StringIO(review.sheet_lines(review.offered(case)[0])), delimiter="\t"))
    by_reason = {reason: (purposes, sure) for reason, purposes, sure in answers}
    for row in rows[1:]:
        row[3:5] = by_reason.get(row[0], ("", ""))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t", lineterminator=end).writerows(rows)
    path = folder / "sheet.tsv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sheet_comes_back_as_answers(case: Case, tmp_path: Path, encoding: str, end: str) -> None:
    path = filled(case, tmp_path, ("HSI", "none", ""), ("", "personal", "probable"), encoding=encoding, end=end)
    given_, blank = review.answer_sheet(case, path, "R. Vale", DAY)
    assert [(one.a, one.b, one.verdict, is_new) for one, is_new in given_] == [
        (*HSI, "none", True), (*ZEBRA, "personal probable", True),
    ]  # fmt: skip
    assert blank == 3
    assert [is_new for _, is_new in review.answer_sheet(case, path, "R. Vale", DAY)[0]] == [False, False]


HEAD = "reason\toffense\tstate\tpurposes\tcertainty\tnote\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("HSI\t\t\tweather\tcertain\t\n", "line 3, column purposes (weather): names weather, which is no purpose"),
        ("HSI\t\t\ttheft\t\t\n", "line 3, column certainty: is empty"),
        ("HSI\t\t\tnone\tcertain\t\n", "line 3, column certainty (certain): is given though no purpose is stated"),
        ("HSI\t\tOhio\tnone\t\t\n", "line 3, column state (Ohio): is no state"),
        ("HSI\t\tOH\tnone\t\t\n", "line 3, column reason (HSI): is no reason of this case with that offence and state"),
        ("12. Feb\t\t\tnone\t\t\n", "line 3, column reason (12. Feb): is no reason of this case"),
        ("\t\t\tnone\t\t\n", "line 3, column reason: is no reason of this case"),
        ("***\tzebra list\t\tnone\t\t\n", "line 3, column reason (***): is no reason of this case"),
        ("HSI\t\t\tnone\t\t" + "y" * 1001 + "\n", "line 3, column note: has 1,001 letters"),
        ("ice\t\t\ttheft\tcertain\t\n", "differs from the answer to the same reason on line 2"),
    ],
)
def test_a_wrong_line_of_a_sheet_is_told_and_nothing_is_written(case: Case, tmp_path: Path, body: str, said: str) -> None:
    before = case.decisions.read_bytes()
    path = tmp_path / "sheet.tsv"
    path.write_text(HEAD + "ICE\t\t\timmigration\tprobable\t\n" + body)
    with pytest.raises(UserError) as caught:
        review.answer_sheet(case, path, "R. Vale", DAY)
    assert f"{path}, " in str(caught.value)
    assert said in str(caught.value)
    assert str(caught.value).count("fix: ") == 1
    assert case.decisions.read_bytes() == before
    path.write_text(HEAD + "ICE\t\t\timmigration\tprobable\t\n" + body + "HSI\t\t\tx\ty\tz\n")
    with pytest.raises(UserError) as caught:
        review.answer_sheet(case, path, "R. Vale", DAY)
    assert str(caught.value).count("fix: ") > 1, "all mistakes at once"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "is empty"), (b"reason\tstate\n", "does not name each column once"), (b"reason,purposes\n", "does not name each"),
     (b"\0\1\2", "is no text with tabs"), (HEAD.encode() + b'"open\t\n', "has a quote that is not in order"),
     (HEAD.encode() + b"a\tb\tc\td\te\tf\tg\n", "has 7 cells, the header 6")],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_told(case: Case, tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "sheet.tsv").write_bytes(data)
    with pytest.raises(UserError, match=said):
        review.answer_sheet(case, tmp_path / "sheet.tsv", "R. Vale", DAY)


@given(st.lists(ANY_TEXT, min_size=1, max_size=4, unique=True))
def test_any_text_comes_back_from_its_sheet_and_no_spreadsheet_runs_it(texts: list[str]) -> None:
    offers = [review.Offer("a", "any", text, "", ("OH",), (), (), "", "", "", 1, 0, 1, 0, "open", "") for text in texts]
    rows = list(csv.reader(io.StringIO(review.sheet_lines(offers)), delimiter="\t", strict=True))
    assert [len(row) for row in rows] == [9] * (1 + len(texts))
    for text, row in zip(texts, rows[1:], strict=True):
        assert decided.name_of(decisions.row.meant(row[0])) == decided.name_of(text)
        assert not row[0].startswith(tuple("=+-@＝"))


# ---- cases ----------------------------------------------------------------------------------------------------------------


def labelled(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_answers_become_labelled_strings(case: Case, tmp_path: Path) -> None:
    say(case, ICE, "immigration certain")
    say(case, ZEBRA, "none", "D. Moss")
    say(case, DEV, "none", "D. Moss")
    say(case, DEV, "theft certain", "R. Vale")
    say(case, ("[gone]", "ca"), "none")
    path = tmp_path / "cases.tsv"
    counts = review.write_cases(case, path)
    assert counts == {"n_written": 2, "n_kept_inside": 0, "n_disputed": 1, "n_idle": 1}
    columns = "reason searcher_state purposes marks federal_name certainty note offense".split()
    assert [[row[name] for name in columns] for row in labelled(path)] == [
        ["ICE", "", "immigration", "federal_agency", "ICE", "certain", "decided:d1", ""],
        ["", "", "", "vague", "", "", "decided:d2", "zebra list"],
    ]  # fmt: skip
    text = path.read_text()
    assert "HOLDS REASONS AS TYPED" in text.splitlines()[0]
    assert "Vale" not in text
    assert "Moss" not in text
    assert review.write_cases(case, path)["n_written"] == 2, "an earlier file of this kind is written anew"


def test_cases_keep_off_the_site_and_off_other_files(case: Case, tmp_path: Path) -> None:
    say(case, ICE, "none")
    case.site.mkdir()
    (tmp_path / "way").symlink_to(case.site)
    (tmp_path / "notes.txt").write_text("mine")
    for path in (case.site / "x.tsv", tmp_path / "way" / "x.tsv", case.root / "archive" / "x", case.warehouse / "x",
                 case.decisions, tmp_path / "notes.txt", tmp_path, tmp_path / "no" / "x.tsv"):  # fmt: skip
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(UserError):
            review.write_cases(case, path)
        assert (path.read_bytes() if path.is_file() else None) == before
    assert list(case.site.iterdir()) == []


def test_strings_with_a_plate_stay_in_the_case(case: Case, tmp_path: Path) -> None:
    build(
        case,
        [
            ("zq FAKE123 plate", None, "value", "Alder Falls OH PD", 1),
            ("call 555-123-4567 zq", None, "value", "Alder Falls OH PD", 1),
        ],
    )
    kept_in = [one for one in review.offered(case)[0] if {"has_plate", "has_contact"} & set(one.marks)]
    assert kept_in, "the rules see at least one of the two"
    for one in kept_in:
        say(case, (one.a, one.b), "none")
    assert review.write_cases(case, tmp_path / "cases.tsv") == {
        "n_written": 0, "n_kept_inside": len(kept_in), "n_disputed": 0, "n_idle": 0,
    }  # fmt: skip
    assert len(labelled(tmp_path / "cases.tsv")) == 0
    assert review.write_cases(case, case.root / "cases.tsv")["n_written"] == len(kept_in)


# ---- agreement ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(8, 10, 0.44390, 0.97479), (0, 10, 0.0, 0.30850), (10, 10, 0.69150, 1.0), (1, 1, 0.025, 1.0)],
)
def test_the_interval_is_the_exact_one(hits: int, n: int, low: float, high: float) -> None:
    assert exact_interval(hits, n) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("hits", "n"), [(263, 300), (3, 41), (149, 150)])
def test_at_either_end_of_the_interval_what_was_seen_is_a_chance_of_one_in_forty(hits: int, n: int) -> None:
    low, high = exact_interval(hits, n)
    chance = {p: [math.comb(n, k) * Fraction(p) ** k * (1 - Fraction(p)) ** (n - k) for k in range(n + 1)] for p in (low, high)}
    assert float(sum(chance[low][hits:])) == pytest.approx(0.025, rel=1e-6)
    assert float(sum(chance[high][: hits + 1])) == pytest.approx(0.025, rel=1e-6)


def test_kappa_as_the_textbook_has_it() -> None:
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(one, other) == pytest.approx(0.4)
    assert kappa(one, one) == 1
    assert kappa(["yes"], ["yes"]) is None
    assert kappa([], []) is None


def test_agreement_is_told_over_what_two_or_more_answered(case: Case) -> None:
    assert review.agreement(case)["n"] == 0
    assert "no string was answered by two" in review.agreement_told(review.agreement(case))[0]
    for about, one, other in (
        (DEV, "none", "none"), (HSI, "none", "none"), (ICE, "immigration certain", "immigration probable"),
        (ZEBRA, "theft certain", "none"),
    ):  # fmt: skip
        say(case, about, one, "R. Vale")
        say(case, about, other, "D. Moss")
    say(case, ("[lobby dev #]", "any"), "none", "R. Vale")
    say(case, DEV, "none", "Q. Lark")
    found = review.agreement(case)
    assert (found["n"], found["n_equal"], found["share"]) == (4, 2, 0.5)
    assert (found["low"], found["high"]) == pytest.approx(exact_interval(2, 4))
    pairs = {(one["one"], one["other"]): one for one in found["pairs"]}
    both = pairs["D. Moss", "R. Vale"]
    # none none, none none, immigration immigration, theft none: they agree on 3 of 4; by chance (2*3 + 1*1) / 16
    assert (both["n"], both["n_equal"], both["kappa"]) == (4, 2, pytest.approx((3 / 4 - 7 / 16) / (1 - 7 / 16)))
    assert pairs["D. Moss", "Q. Lark"]["kappa"] is None
    assert found["kappa"] == both["kappa"]
    assert [(one["a"], one["b"]) for one in found["differ"]] == [ICE, ZEBRA]
    lines = "\n".join(review.agreement_told(found))
    assert "the same purposes and certainty: 2 (50.0%; 95 % interval 6.8% to 93.2%)" in lines
    assert "D. Moss: immigration probable" in lines
