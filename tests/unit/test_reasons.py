"""Reading reasons: every example line of every term file, the settled cases and traps, statutes by state, cell states."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import reasons
from plainview.errors import UserErrors
from plainview.model import Reading
from plainview.reasons import statutes, terms

HERE = Path(reasons.__file__).parents[1]
EXAMPLES = reasons.load().terms.examples


def purposes(reading: Reading) -> dict[str, str]:
    """Purpose -> certainty."""
    return {purpose.id: purpose.certainty for purpose in reading.purposes}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.file}-{'hit' if e.hit else 'miss'}-{e.text}")
def test_every_example_line_of_the_term_files(example: terms.Example) -> None:
    """A hit is read as its file says, at the certainty of its table; a miss is not read so at all."""
    reading = reasons.by_rules(example.text, example.state)
    if example.file == "federal_agency":
        found = example.group in reading.federal_name.split("|") if example.group else bool(reading.federal_name)
    elif example.file in reasons.MARKS:
        found = example.file in reading.marks
    else:
        found = example.file in purposes(reading)
        if example.hit and example.group:
            assert purposes(reading).get(example.file) == example.group, reading
    assert found == example.hit, reading


def test_every_term_file_has_hits_and_misses() -> None:
    """A file without both kinds of example cannot show that it works."""
    for path in (HERE / "terms").glob("[!_]*.toml"):
        kinds = {example.hit for example in EXAMPLES if example.file == path.stem}
        assert kinds == {True, False}, path.name


@pytest.mark.parametrize(
    ("typed", "state", "expected", "marks"),
    [
        ("ICE", "TX", {"immigration": "ambiguous"}, {"federal_agency"}),
        ("ICE assist", "TX", {"immigration": "probable"}, {"federal_agency", "for_other_agency"}),
        ("ICE ERO assist", "TX", {"immigration": "certain"}, {"federal_agency", "for_other_agency"}),
        ("ICE detainer", "TX", {"immigration": "certain"}, {"federal_agency"}),
        ("HSI", "TX", {}, {"federal_agency", "vague"}),
        ("DHS", "MI", {}, {"federal_agency", "vague"}),
        ("DHS removal", "TX", {"immigration": "probable"}, {"federal_agency"}),
        ("DHS removal", "OK", {"child_exploitation": "probable"}, {"federal_agency"}),
        ("287(g)", "FL", {"immigration": "certain"}, set()),
        ("287 PC", "CA", {"sexual_offence": "certain"}, {"statute"}),
        ("287", "FL", {}, {"case_only"}),
        ("fake ICE agents robbery", "TX", {"robbery": "certain"}, {"federal_agency"}),
        ("anti ICE protest", "OR", {"protest_speech": "certain"}, {"federal_agency"}),
        ("press charges", "CA", {}, {"vague"}),
        ("suspicious ice cream truck", "OH", {"suspicious": "certain"}, set()),
        ("heroin", "WV", {"drugs": "certain"}, set()),
        ("special services license", "CA", {}, {"vague"}),
        ("susp veh", "CA", {"suspicious": "ambiguous"}, set()),
        ("suspect vehicle", "CA", {}, {"vague"}),
        ("BOLO", "CA", {}, {"vague"}),
        ("home invasion", "CA", {"burglary": "probable", "robbery": "probable"}, set()),
        ("attempted murder", "CA", {"assault": "certain"}, set()),
        ("organized retail crime", "CA", {"gang_organized": "certain", "theft": "certain"}, set()),
        ("stolen", "CA", {"vehicle_theft": "probable"}, set()),
        ("vandalism during protest", "NC", {"protest_speech": "probable", "vandalism_arson": "probable"}, set()),
        ("black male", "GA", {"profiling": "certain"}, {"descriptor"}),
        ("black male robbery", "GA", {"robbery": "certain"}, {"descriptor"}),
        ("CHP PURSUIT", "CA", {"traffic": "certain"}, set()),
        ("Baker Act", "FL", {"missing_person": "probable"}, set()),
        ("502", "CA", {"traffic": "ambiguous"}, {"statute"}),
        ("some unheard-of word", "CA", {}, {"vague"}),
        ("26-0001234", "CA", {}, {"case_only"}),
        ("n/a", "CA", {}, {"placeholder"}),
        ("...", "CA", {}, {"blank"}),
        ("hit_and_run", "CA", {"hit_and_run": "certain"}, set()),
        ("_warr_ant", "CA", {"warrant_fugitive": "certain"}, set()),
    ],
)
def test_settled_cases_and_traps(typed: str, state: str, expected: dict[str, str], marks: set[str]) -> None:
    """The cases that the guide to purposes settles, and its known traps."""
    reading = reasons.read(typed, state=state)
    assert purposes(reading) == expected, reading
    assert set(reading.marks) == marks, reading


@pytest.mark.parametrize(
    ("typed", "state", "expected"),
    [
        ("459 PC", "CA", {"burglary": "certain"}),
        ("459.5 PC", "CA", {"theft": "certain"}),
        ("459pc", "CA", {"burglary": "certain"}),
        ("CVC10851", "CA", {"vehicle_theft": "certain"}),
        ("459", "CA", {"burglary": "probable"}),
        ("459 veh", "CA", {"burglary": "certain"}),
        ("459 PC", "FL", {}),
        ("459 PC", "", {}),
        ("245(a)(2)PC", "CA", {"assault": "certain"}),
        ("243(e)(1) PC", "CA", {"assault": "certain", "domestic_violence": "certain"}),
        ("243(d)", "CA", {"assault": "probable"}),
        ("187/664", "CA", {"assault": "certain"}),
        ("647(b) PC", "CA", {"trafficking_smuggling": "probable"}),
        ("647(f) pc", "CA", {"other_crime": "certain"}),
        ("2800 PC", "CA", {"traffic": "probable"}),
        ("11378 H&S", "CA", {"drugs": "certain"}),
        ("26-00459", "CA", {}),
        ("unit 459", "CA", {}),
        ("459 st closed", "CA", {"burglary": "certain"}),
        ("459th st", "CA", {}),
        ("FSS 812.014", "FL", {"theft": "certain"}),
        ("316.193", "FL", {"traffic": "probable"}),
        ("812.13 suspect", "FL", {"robbery": "certain"}),
        ("812.014", "CA", {}),
        ("8 USC 1326", "ME", {"immigration": "certain"}),
        ("1326", "TX", {}),
        ("OCGA 16-8-18", "GA", {"burglary": "certain"}),
    ],
)
def test_statutes_are_read_under_the_searchers_state(typed: str, state: str, expected: dict[str, str]) -> None:
    """A section names an offence only in its own state; a bare number is less sure, or nothing."""
    assert purposes(reasons.read(typed, state=state)) == expected


@pytest.mark.parametrize(
    ("offense", "expected"),
    [
        ("Drugs/Narcotics", {"drugs"}),
        ("Drugs/Narcotics - ", {"drugs"}),
        ("Wanted Person (Arrest Warrant/Fugitive", {"warrant_fugitive"}),
        ("Motor Vehicle Theft/Stolen, Larceny/Theft Offenses", {"vehicle_theft", "theft"}),
        ("Motor Vehicle Theft/Stolen - theft suspect", {"vehicle_theft"}),
        ("Stolen Property Offenses - stolen plate", {"theft", "vehicle_theft"}),
        ("Other Felony", set()),
        ("Welfare Check - ICE", {"missing_person", "immigration"}),
    ],
)
def test_offence_drop_down(offense: str, expected: set[str]) -> None:
    """Category and free tail are both evidence; a category covers the broader word in its tail."""
    assert set(purposes(reasons.read("inv", offense, state="CA"))) == expected


@pytest.mark.parametrize("hidden", ["masked", "redacted", "withheld", "not_exported"])
def test_a_hidden_reason_gives_nothing_but_its_offence(hidden: str) -> None:
    """What the record hides is neither blank nor vague, and whatever stands in the cell is not read."""
    assert reasons.read("ICE", reason_state=hidden) == Reading((), (), "", "", "reasons: the record does not show the reason")
    assert purposes(reasons.read("***", "Robbery", reason_state=hidden)) == {"robbery": "certain"}


def test_blank_only_where_nothing_at_all_was_typed() -> None:
    """An empty reason beside an offence is not blank: the drop-down is what the searcher gave."""
    assert reasons.read(None, reason_state="empty").marks == ("blank",)
    assert reasons.read("", "Robbery", reason_state="empty").marks == ()


def test_a_reading_names_its_rule_by_file_and_line() -> None:
    """`made_by` opens on the very line whose pattern found the words."""
    purpose = reasons.read("port wren stoen plate").purposes[0]
    file, line = purpose.made_by.split(":")
    assert purpose.words == "stoen plate"
    assert "{stolen}" in (HERE / file).read_text("utf-8").splitlines()[int(line) - 1]
    section = reasons.read("459 PC", state="CA").purposes[0]
    file, line = section.made_by.split(":")
    assert (HERE / file).read_text("utf-8").splitlines()[int(line) - 1].startswith('"459"')


def test_every_rule_line_holds_a_pattern() -> None:
    """No rule points at a line that holds something else."""
    lines = {path.stem: path.read_text("utf-8").splitlines() for path in (HERE / "terms").glob("*.toml")}
    for rule in reasons.load().terms.rules:
        assert lines[rule.file][rule.line - 1].lstrip().startswith("'"), rule


def test_every_purpose_that_a_statute_or_category_gives_has_a_term_file() -> None:
    """A slip in a purpose's name would make a purpose nobody counts."""
    known = {path.stem for path in (HERE / "terms").glob("[!_]*.toml")} - set(reasons.MARKS) | {"profiling"}
    readers = reasons.load()
    given_by = {p for codes in readers.codes.values() for s in codes.sections.values() for p in s.purposes}
    given_by |= {p for category in readers.categories.values() for p in category.purposes}
    assert given_by <= known


SENSITIVE = ("immigration", "reproductive_care", "protest_speech", "profiling")


@pytest.mark.parametrize("word", ["ice", "ero", "ins", "bp", "usbp", "rally", "hm", "removal", "fetus", "aliens", "press"])
def test_one_ambiguous_word_is_never_a_certain_sensitive_purpose(word: str) -> None:
    """A sensitive purpose from a single word of two readings is at most ambiguous."""
    found = purposes(reasons.read(word, state="CA"))
    assert {found[name] for name in SENSITIVE if name in found} <= {"ambiguous"}


@given(st.sampled_from(["serv{}s", "just{}", "l{}nse", "off{}r", "not{}", "pol{}", "accompl{}", "v{}"]))
def test_ice_inside_a_word_is_nothing(shape: str) -> None:
    """In one state's portals all substring hits were wrong."""
    reading = reasons.read(shape.format("ice"), state="CA")
    assert reading.federal_name == ""
    assert "immigration" not in purposes(reading)


@given(st.text(max_size=60), st.sampled_from(["", "CA", "FL", "TX", "GA"]))
def test_any_text_is_read_the_same_way_twice(text: str, state: str) -> None:
    """No text breaks reading, and each reading has a purpose or a mark that says why not."""
    reading = reasons.read(text, state=state)
    assert reading == reasons.read_many([(text, None, None, None, state, "value", "")])[0]
    assert reading.purposes or reading.marks
    assert not (reading.purposes and {"vague", "blank", "placeholder", "case_only"} & set(reading.marks))


@given(st.text(alphabet="stolen veh459 pcICE-/()", max_size=40))
def test_letter_case_never_changes_the_purposes(text: str) -> None:
    """Police text is mostly capitals; the reading does not depend on it."""
    lower, upper = reasons.read(text.lower(), state="CA"), reasons.read(text.upper(), state="CA")
    assert purposes(lower) == purposes(upper)


def test_first_pass_sets_miss_nothing_that_a_rule_finds() -> None:
    """An automaton that outgrew its memory would silently find nothing; check against each rule by itself."""
    known = reasons.load().terms
    for text in (b"stolen vehicle burglary assist ice hold warrant dui " * 40, b"ICE ERO detainer, black male w/ gun"):
        alone = [i for i in range(len(known.rules)) if known.words(i, text) is not None and not known.rules[i].states]
        assert known.hits(text, "") == alone


def write_terms(folder: Path, body: str) -> Path:
    (folder / "_parts.toml").write_text("veh = 'veh[a-z]*'\n", "utf-8")
    (folder / "theft.toml").write_text(body, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[certain]\nwords = ['theft', 'larceny']\n", "not alone on its line"),
        ("[certain]\nwords = [\n  'the(ft',\n]\n", "not an RE2 pattern"),
        ("[certain]\nwords = [\n  'a(?=b)',\n]\n", "not an RE2 pattern"),
        ("[certain]\nwords = [\n  '(?:x)?',\n]\n", "matches an empty text"),
        ("[certain]\nwords = [\n  'Theft',\n]\n", "capital letter"),
        ("[certain\n", "is not TOML"),
    ],
)
def test_a_broken_term_file_says_what_to_mend(tmp_path: Path, body: str, words: str) -> None:
    """Each mistake names the file and the pattern."""
    with pytest.raises(UserErrors, match=words):
        terms.load(write_terms(tmp_path, body))


def test_not_is_struck_before_its_own_table_only(tmp_path: Path) -> None:
    """A `not` under a table strikes for that certainty; one at the top strikes for the whole file."""
    body = "[certain]\nwords = [\n  'car',\n]\nnot = [\n  'car wash',\n]\n[probable]\nwords = [\n  'car wash',\n]\n"
    known = terms.load(write_terms(tmp_path, body))
    kinds = [(known.rules[i].kind, known.rules[i].group) for i in known.hits(b"car wash", "")]
    assert kinds == [("word", "certain"), ("not", "certain"), ("word", "probable")]
    assert known.words(0, known.strike(1, b"the car wash")) is None


def test_every_code_table_cites_what_it_lists() -> None:
    """A section whose number does not fit the table's own number shape could never be found."""
    for state, codes in statutes.load(HERE / "codes").items():
        for (code, number), section in codes.sections.items():
            if number[-1] in ".-:/" or any(c.isalpha() for c in number.split(".")[0]):
                continue
            assert section.made_by.startswith(f"codes/{state.lower()}.toml:"), (state, code, number)
            if section.bare:
                found = [c.section for c in codes.citations(f"{number} suspect".encode())]
                assert any(s and set(s.purposes) for s in found), (state, code, number)


@pytest.mark.parametrize("typed", ["26-0001234", "call 555-0100", "plate 7ZZZ999", "hotlist ZZZ0001 stolen vehicle"])
def test_numbers_plates_and_contacts_are_never_copied_into_the_words(typed: str) -> None:
    """The words that decided are shown on pages; a plate or a telephone number must not ride along."""
    reading = reasons.read(typed, state="CA")
    told = reading.words + " ".join(purpose.words for purpose in reading.purposes)
    assert not any(c.isdigit() for c in told), reading
