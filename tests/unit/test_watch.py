# ruff: noqa: E501 - one mistake a line reads best
"""Watches as files: what a watch may be set on, that nothing else is let in, and the commands."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from watch_tables import Tables, watch

from plainview import pages, redact, site
from plainview.agencies.vocabulary import STATES
from plainview.cli import app
from plainview.decisions.subjects.reason import purposes
from plainview.errors import UserError
from plainview.pages import watch as page
from plainview.pages._rows import Rows
from plainview.watch import asking, listing, receivers, running, values, writing
from plainview.watch.question import Parameter, questions
from plainview.watch.reading import parse

A = "ca-alder-falls-police"
GOOD = 'question = "purpose_on_cameras"\npurposes = ["immigration"]\n'
PLATES = [
    "7ABC123",
    "abc1234",
    "GR8DAY",
    "ABC 1234",
    "8XYZ-901",
    "ca-7abc123",
    "xx-7abc123",
    "ca-abc1234-police",
    "1HGCM82633A004352",
]
PERSONS = [
    "J. Quimby",
    "Jordan Quimby",
    "jquimby",
    "desk@alder.example",
    "555-201-4477",
    "xx-j-quimby",
    "a_0123456789abcdef012345",
]
PRIVATE = PLATES + PERSONS + ["26-04411", "p_0123456789abcdef012345", "' or 1=1 --", "burglary%", "*"]


def problems(text: str) -> str:
    with pytest.raises(UserError) as caught:
        parse("w", text.encode())
    return str(caught.value)


def test_a_watch_as_written_down() -> None:
    text = f'{GOOD}title = "Immigration on our cameras"\nagencies = ["{A}"]\ndeliver = ["mail", "feed"]\nwhen = "digest daily"\nfirst = "nothing"'
    one = parse("our-cameras", text.encode())
    assert (one.id, one.title, one.deliver, one.when, one.first) == (
        "our-cameras", "Immigration on our cameras", ("mail", "feed"), "digest daily", "nothing"
    )  # fmt: skip
    assert one.values == {"purposes": ["immigration"], "agencies": [A], "logs": ["network"], "by": "any", "certainty": "certain"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('question = "plate"', "says no question that is known"),
        ('question = "federal_partner"', "did you mean federal_partner_listed?"),
        ("question = 7", "says no question that is known"),
        ('question = "purpose_on_cameras"', "says nothing of purposes"),
        ('question = "purpose_on_cameras"\npurposes = []', "an empty list"),
        (GOOD + 'plate = "7ABC123"', "has a key that purpose_on_cameras does not know: plate"),
        (GOOD + "plates = []", "has a key"),
        (GOOD + 'account = "x"', "has a key"),
        (GOOD + 'reason = "x"', "has a key"),
        (GOOD + 'sql = "select 1"', "has a key"),
        (GOOD + "[where]\nplate = 1", "has a key"),
        (GOOD + 'deliver = ["fax"]', "a way of delivery that is not known"),
        (GOOD + "deliver = []", "a way of delivery"),
        (GOOD + 'when = "now"', "for when"),
        (GOOD + 'first = "some"', "for first"),
        (GOOD + 'agencies = "ca-alder-falls-police"', "no list"),
        (GOOD + 'logs = ["network", "secret"]', "what it cannot be"),
        (GOOD + 'by = "them"', "a word that is none of its own"),
        (GOOD + 'title = "Who is 7ABC123?"', "a title that cannot stand in a message"),
        (GOOD + 'title = "Two\\nlines"', "a title"),
        (GOOD + f'title = "{"a" * 101}"', "a title"),
        ('question = "count_out_of_range"\nweeks = 3', "no whole number from 4 to 52"),
        ('question = "count_out_of_range"\nweeks = true', "no whole number"),
        ('question = "count_out_of_range"\nweeks = 8.5', "no whole number"),
        ('question = "new_searcher_out_of_state"\nstates = ["ca"]', "what it cannot be"),
        ("question = ", "is no TOML"),
        ("a = [" * 5000, "is no TOML"),
        ("# " + "x" * 70_000, "too large"),
    ],
)
def test_a_mistake_is_told(text: str, told: str) -> None:
    assert told in problems(text)


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    told = problems('question = "purpose_on_cameras"\npurposes = ["nonsense"]\nplate = 1\nwhen = "x"')
    assert told.count("fix:") == 3


def test_an_error_does_not_print_a_plate_or_a_contact() -> None:
    for private in (*PLATES, "desk@alder.example"):
        told = problems(f"{GOOD}agencies = {json.dumps([private])}\n{json.dumps(private)} = 1")
        assert private not in told.replace("ca-port-wren-police", ""), private


@pytest.mark.parametrize("id", ["Watch", "_delivery", "a b", "7abc123", "w-7abc123", "a" * 41, "w\n", "w.x", "../w"])
def test_a_name_that_cannot_be_an_id_is_refused(id: str) -> None:
    with pytest.raises(UserError, match="cannot be the id"):
        parse(id, GOOD.encode())


# ---- a watch cannot be set on a plate, a person or an account -----------------------------------------------------------


def test_the_types_of_settings_are_closed_but_for_agency_ids() -> None:
    """Every value a watch can give is a number in bounds, or a word of a list that is shipped; agency ids are met below."""
    for one in questions().values():
        for parameter in one.parameters:
            for private in PRIVATE:
                given = {"number": private, "choice": private}.get(parameter.type, [private])
                wrong = list(values.mistakes(parameter, given))
                if parameter.type != "agencies":
                    assert wrong, (one.id, parameter.name, private)


@pytest.mark.parametrize("private", [one for one in PRIVATE if one != "xx-j-quimby"])
def test_an_agency_id_is_no_plate_name_or_contact(private: str) -> None:
    assert not values.is_agency_id(private)


WORDS = st.one_of(
    st.sampled_from(PRIVATE), st.text(max_size=20), st.from_regex(r"[A-Z0-9]{2,8}", fullmatch=True),
    st.from_regex(r"[a-z]{2}-[a-z0-9]{1,10}(-[a-z0-9]{1,10}){0,2}", fullmatch=True), st.sampled_from(sorted(purposes())),
    st.sampled_from(sorted(STATES)), st.sampled_from([A, "ca-port-wren-police", "xx-j-quimby", "tx-jordan-quimby"]),
)  # fmt: skip
VALUES = st.one_of(WORDS, st.integers(), st.booleans(), st.lists(WORDS, max_size=3), st.dates(), st.floats(allow_nan=False))
KEYS = st.one_of(
    st.sampled_from(sorted({p.name for q in questions().values() for p in q.parameters} | {"deliver", "when", "first", "title"})),
    st.sampled_from(["plate", "plates", "person", "account", "reason", "case", "text", "match", "sql", "name"]), st.text(max_size=12),
)  # fmt: skip


@pytest.fixture(scope="module")
def known() -> asking.Agencies:
    """A case in which a person's name and a plate stand as searchers in a log, where a shifted column put them."""
    row = {"state": "CA", "is_known": True, "is_custodian": False}
    held = {A: True, "ca-port-wren-police": True, "xx-j-quimby": False, "tx-jordan-quimby": False, "xx-7abc123": False}
    return asking.Agencies({id: {**row, "canonical": id, "is_watched": watched} for id, watched in held.items()})


def given_for(parameter: Parameter) -> st.SearchStrategy[Any]:
    """What somebody might write for a parameter: what fits its type, and now and then anything."""
    fits: dict[str, st.SearchStrategy[Any]] = {
        "number": st.one_of(st.integers(parameter.least, max(parameter.most, parameter.least)), st.integers()), "choice": st.sampled_from(parameter.of or ("",)),
        "choices": st.lists(st.sampled_from(parameter.of or ("",)), max_size=3),
        "states": st.lists(st.sampled_from(sorted(STATES)), max_size=3),
        "purposes": st.lists(st.sampled_from(sorted(purposes())), min_size=1, max_size=3),
        "agencies": st.lists(st.sampled_from([A, "ca-port-wren-police", "xx-j-quimby", "tx-jordan-quimby", PLATES[6]]), min_size=1, max_size=2),
    }  # fmt: skip
    return st.one_of(fits[parameter.type], fits[parameter.type], fits[parameter.type], VALUES)


REACHED: set[str] = set()


@settings(max_examples=800, derandomize=True)  # the same files each time: that every question is met must be no luck
@given(data=st.data(), asked=st.sampled_from(sorted(questions())), more=st.dictionaries(KEYS, VALUES, max_size=1))
def check_any_file(known: asking.Agencies, data: st.DataObject, asked: str, more: dict[str, Any]) -> None:
    parameters = {parameter.name: parameter for parameter in questions()[asked].parameters}
    named = {name for name in parameters if parameters[name].required or data.draw(st.booleans())}
    raw = {"question": asked, **{name: data.draw(given_for(parameters[name])) for name in sorted(named)}}
    if data.draw(st.integers(0, 3)) == 0:
        raw |= more
    text = "\n".join(f"{json.dumps(key)} = {_toml(value)}" for key, value in raw.items())
    try:
        tomllib.loads(text)
        one = parse("w", text.encode("utf-8", "surrogatepass"))
    except (tomllib.TOMLDecodeError, UserError):
        return  # refused; or no TOML at all, such as a lone surrogate
    bound, not_held = asking.bound(one, known, date(2026, 5, 1))
    assert set(bound) <= {*parameters, "today"}
    for name in set(bound) - {"today"}:
        assert_closed(parameters[name], bound[name])
    assert redact.printed(one.title) == one.title
    REACHED.update([asked], ["not held"] if not_held else [])


def test_any_file_is_refused_or_binds_nothing_but_closed_words_numbers_and_agencies_held(known: asking.Agencies) -> None:
    check_any_file(known)
    assert set(questions()) <= REACHED, "the test must meet files of every question that are in order"


def test_a_name_that_only_a_search_log_has_is_told_and_not_bound(known: asking.Agencies) -> None:
    one = parse("w", f'question = "log_stopped"\nagencies = ["xx-j-quimby", "{A}"]\n'.encode())
    bound, not_held = asking.bound(one, known, date(2026, 5, 1))
    assert not_held == ["xx-j-quimby"]
    assert bound["agencies"] == [A]


def assert_closed(parameter: Parameter, value: Any) -> None:
    if parameter.type == "number":
        assert isinstance(value, int)
        assert parameter.least <= value <= parameter.most
        return
    closed = {
        "agencies": {A, "ca-port-wren-police", ""}, "states": set(STATES), "purposes": set(purposes()), "choices": set(parameter.of),
        "choice": set(parameter.of),
    }[parameter.type]  # fmt: skip
    assert set([value] if parameter.type == "choice" else value) <= closed


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, str) else value.isoformat() if isinstance(value, date) else repr(value)


def test_an_agency_that_only_a_log_names_is_never_asked_about(tmp_path: Path) -> None:
    tables = Tables()
    tables.agency(A)
    tables.agency("tx-jordan-quimby")  # a person's name that reads as a place
    tables.entries("tx-jordan-quimby", A)
    opened = running.open_public(tables.case(tmp_path / "case"))
    found = asking.agencies(opened)
    opened.close()
    assert found.watched() == {A}
    one = parse("w", f'{GOOD}agencies = ["tx-jordan-quimby"]'.encode())
    assert asking.bound(one, found, date(2026, 5, 1)) == (one.values | {"agencies": [""]}, ["tx-jordan-quimby"])


# ---- delivery ----------------------------------------------------------------------------------------------------------


MAIL = '[mail]\nserver = "mail.example.org"\nfrom = "alerts@example.org"\nto = ["desk@example.org"]\n'


def delivery(tmp_path: Path, text: str) -> receivers.Receivers:
    (tmp_path / "watches").mkdir(exist_ok=True)
    (tmp_path / "watches" / "_delivery.toml").write_text(text, encoding="utf-8")
    return receivers.load(tmp_path)


def test_delivery_as_written_down(tmp_path: Path) -> None:
    assert receivers.load(tmp_path).mail is None
    found = delivery(tmp_path, MAIL + '[webhook]\nurl = "https://hooks.example/x"\n[feed]\ntitle = "Ours"')
    assert found.mail == receivers.Mail("mail.example.org", 587, "starttls", "", "alerts@example.org", ("desk@example.org",), "")
    assert found.of("webhook") == ("https://hooks.example/x",)
    assert found.of("feed") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MAIL + 'password = "hunter2"', "holds a secret in [mail]"),
        ('[webhook]\nurl = "https://x.example/"\nsecret = "s"', "holds a secret in [webhook]"),
        ('[webhook]\nurl = "https://me:pw@x.example/"', "a name or password in the webhook's address"),
        ('[webhook]\nurl = "http://x.example/"', "unprotected"),
        ('[webhook]\nurl = "ftp://x.example/"', "no address"),
        ('[webhook]\nurl = "https://x.example/\\r\\nX: y"', "no address"),
        ('[webhook]\nurl = "https://x.example:99999/"', "no address"),
        (MAIL + 'security = "none"', "unprotected"),
        (MAIL + 'security = "maybe"', "use one of"),
        (MAIL + "port = 0", "a port that is none"),
        (MAIL.replace("desk@example.org", "desk@example.org\\r\\nBcc: x@example.org"), "no mail address"),
        (MAIL.replace('["desk@example.org"]', "[]"), "nobody to write to"),
        (MAIL + "[fax]\nto = 1", "a part that is not known"),
        ("mail = 1", "no part of its own"),
        ("[feed]\nurl = 7", "no text"),
        ('[feed]\nurl = "http://x.example"', "an address that is none"),
        ("[mail", "is no TOML"),
    ],
)
def test_a_mistake_of_delivery_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        delivery(tmp_path, text)
    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value)


# ---- the commands -------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(tmp_path: Path) -> Path:
    tables = Tables()
    tables.agency(A)
    tables.agency("tx-birch-hollow-police")
    tables.entries("tx-birch-hollow-police", A, purposes={"immigration": "certain"})
    return tables.case(tmp_path / "case").root


def asked(*words: str, code: int = 0) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["watch", *words, "--json"])
    assert done.exit_code == code, (done.output, done.exception)
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_add_check_run_list(case: Path) -> None:
    where = ["--case", str(case)]
    asked("add", "w", "--question", "purpose_on_cameras", "--set", "purposes=immigration", "--deliver", "feed,page", *where)
    text = (case / "watches" / "w.toml").read_text()
    assert tomllib.loads(text) == {"question": "purpose_on_cameras", "deliver": ["feed", "page"], "purposes": ["immigration"]}
    assert "# agencies (a list of agency ids" in text
    assert asked("check", *where) == {"watches": ["w"], "errors": []}
    done = asked("run", *where)
    assert [(one["watch"], one["n_new"], one["alert"]) for one in done["watches"]] == [("w", 1, "w-1")]
    assert asked("run", *where)["watches"][0]["alert"] == ""
    [one] = asked("list", *where)["watches"]
    assert (one["n_alerts"], one["n_waiting"], one["question"]) == (1, 0, "purpose_on_cameras")
    for words in (["list", "--alerts"], ["run"], ["check"], ["send"], ["questions"], ["questions", "log_stopped"]):
        done_in_text = CliRunner().invoke(app, ["watch", *words, *([] if words[0] == "questions" else where)])
        assert done_in_text.exit_code == 0, done_in_text.output
        assert done_in_text.output.strip()
    assert {one["id"] for one in asked("questions")["questions"]} == set(questions())


def test_add_writes_nothing_that_is_wrong_and_nothing_twice(case: Path) -> None:
    with pytest.raises(UserError, match="what it cannot be"):
        writing.add(case, "w", "purpose_on_cameras", ["purposes=nonsense"], {})
    with pytest.raises(UserError, match="sets nothing"):
        writing.add(case, "w", "purpose_on_cameras", ["plate=7ABC123"], {})
    assert not (case / "watches" / "w.toml").exists()
    writing.add(case, "w", "count_out_of_range", ["weeks=9", "logs=network"], {"title": 'A "title" \\ with signs'})
    assert parse("w", (case / "watches" / "w.toml").read_bytes()).values["weeks"] == 9
    with pytest.raises(UserError, match="is there already"):
        writing.add(case, "w", "log_stopped", [], {})


def test_one_broken_file_does_not_stop_the_other_watches(case: Path) -> None:
    from plainview.case import Case

    watch(Case(case), "good", GOOD + 'deliver = ["page"]')
    watch(Case(case), "bad", GOOD + "plate = 1")
    watch(Case(case), "nobody", GOOD + 'deliver = ["mail"]')
    done = asked("run", "--case", str(case), code=2)
    assert [one["watch"] for one in done["watches"]] == ["good"]
    assert [one["where"] for one in done["errors"]] == ["watches/bad.toml", "watches/nobody.toml"]
    (case / "watches" / "_delivery.toml").write_text("[mail")
    assert CliRunner().invoke(app, ["watch", "run", "--case", str(case)]).exception is not None


def test_a_case_without_tables_or_runs_says_so(tmp_path: Path, case: Path) -> None:
    from plainview.case import open_case

    empty = open_case(tmp_path / "empty", date(2026, 5, 1))
    with pytest.raises(UserError, match="holds no tables yet"):
        running.run(empty, datetime(2026, 5, 1, tzinfo=UTC), {})
    with pytest.raises(UserError, match="no watch has run"):
        running.send(open_case(case, date(2026, 5, 1)), datetime(2026, 5, 1, tzinfo=UTC), {})
    with pytest.raises(UserError, match="is no watch"):
        running.run(open_case(case, date(2026, 5, 1)), datetime(2026, 5, 1, tzinfo=UTC), {}, only="none")


# ---- the page -----------------------------------------------------------------------------------------------------------


def test_the_page_shows_alerts_for_the_page_that_stand_on_files_it_has(case: Path) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from fake_store import fake_store

    from plainview.case import Case

    watch(Case(case), "on-page", GOOD + 'deliver = ["page"]')
    watch(Case(case), "by-feed", GOOD + 'deliver = ["feed"]')
    running.run(Case(case), datetime(2026, 5, 1, 9, tzinfo=UTC), {})
    table = listing.page_table(case)
    assert table["alert"].to_pylist() == ["on-page-1"]
    store = fake_store()
    release = store.rows("page/releases")[0]["release_id"]
    rows = table.to_pylist()
    told = json.loads(rows[0]["told"])
    for line in told["rows"]:
        line |= {"release_id": release, "row_no": 1}
    told["sentences"] = ["1 search by <script>alert(1)</script> D2 Police."]
    fit = rows[0] | {"told": json.dumps(told), "releases": [release]}
    store.con.execute("delete from alerts")
    for one in (fit, rows[0] | {"alert": "gone-1"}):
        store.con.execute(
            "insert into alerts values (?, ?, ?, ?, ?)", [one[key] for key in ("alert", "watch", "raised_at", "told", "releases")]
        )
    html, twin, downloads = site.render(Rows.of(store), "watch")
    assert [one["alert"] for one in twin["alerts"]] == ["on-page-1"]
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert '<a href="watch.html" aria-current="page">Alerts</a>' in html
    known = site.known_ids(Rows.of(store))
    assert redact.check_page(html, known) == []
    assert redact.check_data(twin, known) == []
    assert redact.check_table(downloads["alerts.csv"], known) == []
    assert f"plainview explain {release}:1" in html


def test_without_an_alert_the_page_is_not_in_the_menu() -> None:
    from fake_store import fake_store

    html, twin, _ = site.render(Rows.of(fake_store()), "watch")
    assert twin["alerts"] == []
    assert 'href="watch.html"' not in html
    assert page.build(fake_store())["alerts"] == []
    assert pages.__doc__
