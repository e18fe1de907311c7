"""Rules: each file's own cases, the predicate against a plain three-valued reading of it, and what a finding may say."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from tiny_tables import Tiny

from plainview import documents, facts, law, redact
from plainview.errors import UserError, UserErrors
from plainview.law import checking, naive, predicate
from plainview.law.judging import verdict_of
from plainview.law.rule import SHIPPED, parse
from plainview.store import Store

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "rules"
RULES = {rule.id: rule for rule in law.load()}
AFTER = date(2026, 3, 2)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Tiny().store(tmp_path_factory.mktemp("empty"))


def case_files() -> list[Any]:
    return [
        pytest.param(rule_id, case, id=f"{rule_id}: {case['name']}")
        for rule_id in sorted(RULES)
        if (CASES / f"{rule_id}.toml").exists()
        for case in tomllib.loads((CASES / f"{rule_id}.toml").read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize(("rule_id", "case"), case_files())
def test_a_rule_judges_its_cases(rule_id: str, case: dict[str, Any], empty: Store) -> None:
    rule, on = RULES[rule_id], case.get("on")
    assert law.judge_one(empty, rule, on, case["facts"]) == case["verdict"]
    assert verdict_of(rule, naive.outcome(rule, on, case["facts"])) == case["verdict"]  # the specification says the same


def test_every_rule_has_cases_on_both_sides_before_the_law_and_for_a_silent_record(empty: Store) -> None:
    assert {path.relative_to(CASES).with_suffix("").as_posix() for path in CASES.rglob("*.toml")} == set(RULES)
    rules, n = checking.check(empty, SHIPPED, CASES)
    assert [rule.id for rule in rules] == sorted(RULES)
    assert n == len(case_files())


def test_every_fact_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    known = {name for subject in facts.subjects() for name in facts.of(subject)}
    assert [name for name in sorted(known) if f"`{name}`" not in text] == []


def test_rules_name_documents_that_are_known() -> None:
    for rule in RULES.values():
        for part in (rule.applies, rule.when):
            for node in part.find_all(exp.EQ):
                if node.this.name == "document":
                    assert node.expression.this in documents.kinds(), rule.id


# ---- what a rule may say -------------------------------------------------------------------------------------------------

GOOD = """
title = "Records are deleted in time"
citation = "Example Code 1-2(b)"
url = "https://law.example/1-2"
source_kind = "primary_text"
from = 2024-07-01
to = 2026-06-30
bound = "owner"
subject = "page"
when = "posted_retention_days > 30"
shows = "posted_retention_days"
because = "{n} [page|pages] of {total} [posts|post] {shown} days"
silent = "no period is posted"
lawful_if = "the period covers evidence only"
innocent = ["The vendor's default is shown."]
settles = "The setting in force."
remedy = "None."
"""


def with_line(line: str) -> str:
    """GOOD with one key changed (`key = ...`) or left out (`-key`)."""
    key = line.removeprefix("-").partition("=")[0].strip()
    kept = [old for old in GOOD.strip().splitlines() if old.partition("=")[0].strip() != key]
    return "\n".join(kept + ([] if line.startswith("-") else [line]))


def test_only_a_read_law_with_a_known_start_and_no_dispute_can_be_a_conflict() -> None:
    def strength(line: str) -> str:
        return parse("ca/x", with_line(line).encode()).strength

    assert strength('title = "same"') == "conflict"
    assert strength('source_kind = "official_summary"') == "question"
    assert strength('source_kind = "secondary"') == "question"
    assert strength("-from") == "question"
    assert strength('caveat = "A court has it."') == "question"
    assert strength('source_kind = "memory"') == "off"


def test_a_rule_from_memory_is_off(tmp_path: Path) -> None:
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    tiny.page("ca-alder-falls-police", AFTER, retention_days=365)
    opened = tiny.store(tmp_path)
    read, remembered = parse("ca/x", GOOD.encode()), parse("ca/x", with_line('source_kind = "memory"').encode())
    assert [row["verdict"] for row in law.judge(opened, [read])] == ["conflict"]
    assert law.judge(opened, [remembered], frozenset(law.VERDICTS)) == []


def test_a_rule_ends_after_its_last_day(empty: Store) -> None:
    rule = parse("ca/x", GOOD.encode())
    known = {"owner_state": "CA", "posted_retention_days": 365}
    assert law.judge_one(empty, rule, date(2026, 6, 30), known) == "conflict"
    assert law.judge_one(empty, rule, date(2026, 7, 1), known) == "not_in_force"


# ---- broken files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "key", "problem"),
    [
        ("-citation", "citation", "missing"),
        ("-innocent", "innocent", "missing"),
        ("innocent = []", "innocent", "missing"),
        ('when = "colour = 1"', "when", "fact `colour`, which is not known"),
        ('when = "posted_retention_days > (select 30)"', "when", "sub-query"),
        ('when = "posted_retention_days in (select 30)"', "when", "sub-queries are not allowed"),
        ('when = "exists (select 1)"', "when", "sub-query"),
        ('when = "true; drop table entries"', "when", "one predicate"),
        ('when = "drop table entries"', "when", "not allowed"),
        ('when = "select 1"', "when", "sub-query or a statement"),
        ("when = \"read_text('x') = 'y'\"", "when", "not allowed"),
        ('when = "posted_retention_days is null"', "when", "not allowed"),
        ('when = "coalesce(has_public_audit, false)"', "when", "not allowed"),
        ('when = "case when has_public_audit then true else false end"', "when", "not allowed"),
        ('when = "has_public_audit is not distinct from null"', "when", "not allowed"),
        ("when = \"posted_retention_days > '30'\"", "when", "a text, where a number is needed"),
        ('when = "posted_retention_days"', "when", "gives a number"),
        ('when = "entries.reason_raw = 1"', "when", "name alone"),
        ('when = "not ("', "when", "cannot be understood|can be read"),
        ('applies = "colour = 1"', "applies", "fact `colour`"),
        ('certain_when = "colour = 1"', "certain_when", "fact `colour`"),
        ("from = 2024-02-30", "from", "not a day of the calendar"),
        ('from = "2024-07-01"', "from", "not a date"),
        ("from = 2024-07-01T00:00:00", "from", "not a date"),
        ("to = 2024-06-30", "to", "before `from`"),
        ('source_kind = "hearsay"', "source_kind", "hearsay"),
        ('bound = "driver"', "bound", "driver"),
        ('subject = "car"', "subject", "car"),
        ('url = "the library"', "url", "web address"),
        ('shows = "prohibited_uses_text"', "shows", "not a number fact"),
        ('because = "{n} of {plates}"', "because", "{plates}"),
        ('colour = "red"', "colour", "not a key"),
        ("title = 7", "title", "not text"),
        ("title = ", "title", ""),
    ],
)
def test_a_broken_rule_is_refused_and_the_file_and_the_key_are_named(line: str, key: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "broken.toml").write_text(with_line(line), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        law.load(tmp_path)
    assert isinstance(caught.value, UserErrors)
    [error] = caught.value.errors
    assert error.where == f"rules/ca/broken.toml: {key}"
    assert any(words in error.problem for words in problem.split("|"))
    assert error.fix


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name, line in {"ca/one": "-citation", "nv/two": 'when = "colour = 1"'}.items():
        path = tmp_path / f"{name}.toml"
        path.parent.mkdir()
        path.write_text(with_line(line) + '\nsubject_ = "x"', encoding="utf-8")
    with pytest.raises(UserErrors) as caught:
        law.load(tmp_path)
    assert [error.where for error in caught.value.errors] == [
        "rules/ca/one.toml: citation", "rules/ca/one.toml: subject_", "rules/nv/two.toml: subject_", "rules/nv/two.toml: when",
    ]  # fmt: skip


def test_a_citys_rule_must_say_whom_it_binds() -> None:
    with pytest.raises(UserErrors, match="would bind the whole state"):
        parse("ca-port-wren/x", GOOD.encode())
    assert (
        parse("ca-port-wren/x", with_line("applies = \"owner_id = 'ca-port-wren-police'\"").encode()).jurisdiction
        == "ca-port-wren"
    )


# ---- the predicate -------------------------------------------------------------------------------------------------------

KINDS = {"a": "boolean", "b": "boolean", "x": "number", "y": "number", "t": "text"}
WORDS = ["", "ca", "nv", "it's", "a;b"]
numbers = st.integers(-3, 3)


def quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def leaves() -> st.SearchStrategy[tuple[str, Any]]:
    """Predicates as (text, function of the facts that gives True, False or None): the specification beside the SQL."""

    def compare(name: str, sign: str, number: int) -> tuple[str, Any]:
        signs = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__, "=": int.__eq__, "<>": int.__ne__}
        return f"{name} {sign} {number}", lambda f: None if f[name] is None else signs[sign](f[name], number)

    def among(negated: bool, words: list[str]) -> tuple[str, Any]:
        text = f"t {'not ' if negated else ''}in ({', '.join(map(quoted, words))})"
        return text, lambda f: None if f["t"] is None else (f["t"] in words) != negated

    def between(low: int, high: int) -> tuple[str, Any]:
        return f"x between {low} and {high}", lambda f: None if f["x"] is None else low <= f["x"] <= high

    return st.one_of(
        st.sampled_from("ab").map(lambda name: (name, lambda f: f[name])),
        st.builds(compare, st.sampled_from("xy"), st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), numbers),
        st.builds(among, st.booleans(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)),
        st.builds(between, numbers, numbers),
    )


def grown(inner: st.SearchStrategy[tuple[str, Any]]) -> st.SearchStrategy[tuple[str, Any]]:
    def both(one: tuple[str, Any], two: tuple[str, Any]) -> tuple[str, Any]:
        def value(f: dict[str, Any]) -> bool | None:
            got = (one[1](f), two[1](f))
            return False if False in got else None if None in got else True

        return f"({one[0]}) and ({two[0]})", value

    def either(one: tuple[str, Any], two: tuple[str, Any]) -> tuple[str, Any]:
        def value(f: dict[str, Any]) -> bool | None:
            got = (one[1](f), two[1](f))
            return True if True in got else None if None in got else False

        return f"({one[0]}) or ({two[0]})", value

    def negated(one: tuple[str, Any]) -> tuple[str, Any]:
        return f"not ({one[0]})", lambda f: None if (got := one[1](f)) is None else not got

    return st.one_of(st.builds(both, inner, inner), st.builds(either, inner, inner), inner.map(negated))


known_facts = st.fixed_dictionaries(
    {
        "a": st.none() | st.booleans(), "b": st.none() | st.booleans(), "x": st.none() | numbers, "y": st.none() | numbers,
        "t": st.none() | st.sampled_from(WORDS),
    }
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(leaves(), grown, max_leaves=6), known_facts)
def test_a_compiled_predicate_is_the_three_valued_reading_of_its_text(
    empty: Store, made: tuple[str, Any], known: dict[str, Any]
) -> None:
    text, meaning = made
    columns = ", ".join(f"cast(${name} as {facts.SQL_TYPES[kind]}) as {name}" for name, kind in KINDS.items())
    compiled = predicate.compiled(predicate.parse(text, KINDS))
    [row] = empty.text_rows(f"select {compiled} as value from (select {columns})", known)
    assert row["value"] == meaning(known)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab xyt<>=()'\";-*/.,0123456789\nselectfromwhereandornotisnull", max_size=40))
def test_any_text_is_a_predicate_or_refused(text: str) -> None:
    try:
        found = predicate.parse(text, KINDS)
    except predicate.Refused:
        return
    assert not list(found.find_all(predicate.exp.Query, predicate.exp.Command))


# ---- findings ------------------------------------------------------------------------------------------------------------


def network(tmp_path: Path) -> Store:
    tiny = Tiny()
    for agency in ("ca-alder-falls-police", "ca-port-wren-police", "nv-cedar-mesa-police", "tx-quill-harbor-sheriff"):
        tiny.agency(agency)
    tiny.agency("us-homeland-security-investigations", "federal", "federal")
    tiny.agency("ca-alder-falls-college", "campus", "campus")
    tiny.agency("nv-unsure-police", confidence=0.5)
    first = [
        "ca-port-wren-police",
        "nv-cedar-mesa-police",
        "us-homeland-security-investigations",
        "nv-unsure-police",
        "ca-alder-falls-college",
    ]
    tiny.listed("ca-alder-falls-police", first, date(2026, 3, 1))
    tiny.listed("ca-alder-falls-police", first[:2], date(2026, 3, 8))
    tiny.listed("nv-cedar-mesa-police", ["tx-quill-harbor-sheriff"], date(2026, 3, 1))
    blank = {"reason": "", "state": "empty", "marks": ("blank",), "purposes": {}}
    tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 7, log="organization", **blank, case_state="empty")
    tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 3, log="organization", **blank, case_state="value")
    tiny.entries(
        "ca-alder-falls-police", "ca-alder-falls-police", 5, log="organization", reason="***", state="masked", purposes={}
    )
    tiny.entries(
        "ca-alder-falls-police",
        "ca-alder-falls-police",
        15,
        log="organization",
        account_token="acct-secret",
        plate_token="plate-secret",
    )
    tiny.entries("ca-port-wren-police", "ca-port-wren-police", 4, log="organization", reason="***", state="masked", purposes={})
    return tiny.store(tmp_path)


def of(rows: list[dict[str, Any]], rule_id: str, agency: str) -> dict[str, Any]:
    [found] = [row for row in rows if row["made_by"].startswith(f"rule:{rule_id}@") and row["agency_id"] == agency]
    return found


def test_partners_are_counted_once_in_three_figures_and_the_newest_list_is_told_apart(tmp_path: Path) -> None:
    found = of(law.judge(network(tmp_path)), "ca/sharing_listed", "ca-alder-falls-police")
    assert found["verdict"] == "question"
    # certain: Cedar Mesa, HSI; possible: also the name read with confidence 0.5; unreadable: the campus; clear: Port Wren
    assert [found[name] for name in ("n_certain", "n_possible", "n_unreadable", "n_total")] == [2, 3, 1, 5]
    assert "2 (possibly 3) of 5 partners" in found["sentence"]
    assert "between 2026-03-01 and 2026-03-08; 1 on the newest document held" in found["sentence"]
    evidence = json.loads(found["evidence_json"])
    assert evidence["total"] == 3
    assert [row["what"] for row in evidence["rows"]] == [
        "Homeland Security Investigations", "Cedar Mesa Police (NV)", "Unsure Police (NV)",
    ]  # fmt: skip


def test_a_blank_reason_is_a_conflict_only_where_no_case_number_stands_beside_it(tmp_path: Path) -> None:
    found = of(law.judge(network(tmp_path)), "ca/log_purpose", "ca-alder-falls-police")
    assert found["verdict"] == "conflict"
    # 7 blank in both, 3 with a case number, 5 masked, 15 with a reason
    assert [found[name] for name in ("n_certain", "n_possible", "n_unreadable", "n_total")] == [7, 10, 5, 30]
    assert found["sentence"].startswith("Alder Falls Police (CA) appears to conflict with Cal. Civ. Code 1798.90.52(a) because")
    assert "It would be lawful if" in found["sentence"]
    assert found["sentence"].rstrip().endswith(("?", "reason."))


def test_a_masked_log_is_unclear_and_its_evidence_is_what_left_it_open(tmp_path: Path) -> None:
    found = of(law.judge(network(tmp_path)), "ca/log_purpose", "ca-port-wren-police")
    assert found["verdict"] == "unclear"
    assert [found[name] for name in ("n_certain", "n_possible", "n_unreadable", "n_total")] == [0, 0, 4, 4]
    assert json.loads(found["evidence_json"])["total"] == 4


def test_a_count_is_at_least_where_a_fifth_is_silent(tmp_path: Path) -> None:
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    blank = {"reason": "", "state": "empty", "marks": ("blank",), "purposes": {}, "case_state": "empty", "log": "network"}
    hidden = {"reason": "***", "state": "masked", "purposes": {}, "log": "network"}
    tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 8, **blank)
    tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 2, **hidden)
    exactly = of(law.judge(tiny.store(tmp_path / "fifth")), "ca/log_purpose", "ca-alder-falls-police")
    tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 1, **hidden)
    above = of(law.judge(tiny.store(tmp_path / "above")), "ca/log_purpose", "ca-alder-falls-police")
    assert "at least" not in exactly["sentence"]  # 2 of 10 are silent: 20 %
    assert "for at least 8 of 11 searches" in above["sentence"]  # 3 of 11: 27 %


def test_a_search_in_two_files_counts_once(tmp_path: Path) -> None:
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    for _ in range(2):
        tiny.entries(
            "ca-alder-falls-police", "ca-alder-falls-police", reason="", state="empty", marks=("blank",), purposes={},
            case_state="empty", vendor_id="the-same",
        )  # fmt: skip
    found = of(law.judge(tiny.store(tmp_path)), "ca/log_purpose", "ca-alder-falls-police")
    assert (found["n_certain"], found["n_total"]) == (1, 1)
    assert len(json.loads(found["evidence_json"])["rows"]) == 1


def test_the_newest_page_is_judged_and_its_figure_shown(tmp_path: Path) -> None:
    tiny = Tiny()
    tiny.agency("va-alder-falls-police")
    tiny.agency("va-port-wren-police")
    tiny.page("va-alder-falls-police", date(2026, 3, 1), retention_days=30)
    tiny.page("va-alder-falls-police", date(2026, 4, 1), retention_days=21)
    tiny.page("va-port-wren-police", date(2026, 3, 1), retention_days=21)
    tiny.page("va-port-wren-police", date(2026, 4, 1), cameras=12, retention_days=30)
    [found] = law.judge(tiny.store(tmp_path), [RULES["va/retention_days"]])
    assert found["agency_id"] == "va-port-wren-police"
    assert "data is kept for 30 days, on 2026-04-01" in found["sentence"]
    assert json.loads(found["evidence_json"])["rows"][0]["row_no"] == 2  # the line that posts the period


def test_a_missing_label_counts_only_on_a_page_that_was_read_whole(tmp_path: Path) -> None:
    tiny = Tiny()
    for number, quarantined in enumerate((0, 1)):
        tiny.agency(f"ca-place-{number}-police")
        tiny.page(f"ca-place-{number}-police", AFTER, quarantined=quarantined, cameras=3)
    found = law.judge(tiny.store(tmp_path), [RULES["ca/policy_posted"]])
    assert [(row["agency_id"], row["verdict"]) for row in found] == [
        ("ca-place-0-police", "question"),
        ("ca-place-1-police", "unclear"),
    ]


def test_only_the_state_a_rule_belongs_to_is_judged_by_it(tmp_path: Path) -> None:
    found = law.judge(network(tmp_path), verdicts=frozenset(law.VERDICTS))
    assert {row["agency_id"][:2] for row in found if row["made_by"].startswith("rule:ca/")} == {"ca"}


def test_an_agency_whose_state_is_not_known_is_judged_by_no_states_rule(empty: Store) -> None:
    rule = parse("ca/x", GOOD.encode())
    assert law.judge_one(empty, rule, AFTER, {"posted_retention_days": 365}) == "not_about"
    assert law.judge_one(empty, parse("us/x", GOOD.encode()), AFTER, {"posted_retention_days": 365}) == "conflict"


@pytest.mark.parametrize(
    ("partner", "level", "kind", "verdict"),
    [
        ("ca-port-wren-police", "local", "police", "clear"),
        ("ca-mossgate-highway-patrol", "state", "state_police", "clear"),
        ("nv-cedar-mesa-police", "local", "police", "question"),
        ("us-border-patrol", "federal", "federal", "question"),
        ("ca-mossgate-homeowners", "private", "private", "question"),
        ("ca-mossgate-task-force", "local", "task_force", "unclear"),
        ("us-mossgate-hidta", "federal", "task_force", "unclear"),
        ("ca-mossgate-college", "campus", "campus", "unclear"),
        ("ca-mossgate-tribe", "tribal", "tribal", "unclear"),
        ("ca-mossgate-fusion", "fusion", "fusion", "unclear"),
        ("xx-mossgate-police", "local", "police", "unclear"),
        ("xx-mossgate", "unknown", "unknown", "unclear"),
    ],
)
def test_what_kind_of_body_a_partner_is_decides(partner: str, level: str, kind: str, verdict: str, tmp_path: Path) -> None:
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    tiny.agency(partner, level, kind)
    tiny.listed("ca-alder-falls-police", [partner], AFTER)
    [found] = law.judge(tiny.store(tmp_path), [RULES["ca/sharing_listed"]], frozenset(law.VERDICTS))
    assert found["verdict"] == verdict


def test_findings_name_their_entries_in_a_fixed_order_and_hold_nothing_private(tmp_path: Path) -> None:
    one, two = law.judge(network(tmp_path / "one")), law.judge(network(tmp_path / "two"))
    assert one == two
    assert one == sorted(one, key=lambda row: (row["source"], row["made_by"], row["agency_id"]))
    assert len({row["finding_id"] for row in one}) == len(one)
    for row in one:
        told = json.dumps(row)
        assert "secret" not in told
        assert "robbery" not in told
        assert redact.printed(row["sentence"]) == row["sentence"]
        for piece in json.loads(row["evidence_json"])["rows"]:
            assert set(piece) == {"entry", "release_id", "row_no", "locator", "what", "facts", "missing"}
            assert {*piece["facts"], *piece["missing"]} <= {name for subject in facts.subjects() for name in facts.of(subject)}
            assert piece["entry"] == f"{piece['release_id']}:{piece['row_no']}"


def test_at_most_25_pieces_of_evidence_stand_beside_the_whole_count(tmp_path: Path) -> None:
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 60, reason="", state="empty", marks=("blank",), purposes={})
    found = of(law.judge(tiny.store(tmp_path)), "ca/log_purpose", "ca-alder-falls-police")
    evidence = json.loads(found["evidence_json"])
    assert (evidence["total"], len(evidence["rows"])) == (60, 25)
    assert found["verdict"] == "question"  # no case column: only possible
    assert "possibly 60 of 60 searches" in found["sentence"]


def test_a_portals_sessions_are_not_made_more_by_a_second_capture(tmp_path: Path) -> None:
    """The vendor re-draws the ids of a session at each refresh: two captures of one hour show other ids, not more sessions."""
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    for _ in range(2):
        tiny.entries("ca-alder-falls-police", "ca-alder-falls-police", 3, log="portal")
    opened = tiny.store(tmp_path)
    facts.lend(opened, {"entry": []})
    [row] = opened.text_rows("select unit, count(*) as n_rows, count(distinct unit_key) as n from fact_entry group by unit")
    assert row == {"unit": "session", "n_rows": 6, "n": 3}
