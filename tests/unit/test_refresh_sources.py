"""sources.toml: a person who is no programmer can write it; every mistake names its entry and what to do."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refreshed import HEAD, made

from plainview.errors import UserError, UserErrors
from plainview.refresh import Source, add, load, with_documents
from plainview.refresh.adding import name_of
from plainview.refresh.sources import every_of, parse, url_mistake

ENTRY = '[[source]]\nname = "alder-falls-oh-pd"\nurl = "https://portal.example/alder-falls-oh-pd"\n'
DOCS = Path(__file__).parents[2] / "docs" / "refresh.md"


def test_an_entry_of_two_lines_is_enough() -> None:
    told = parse(tomllib.loads(HEAD + ENTRY))
    assert told.sources == (Source("alder-falls-oh-pd", "https://portal.example/alder-falls-oh-pd"),)
    assert (told.contact, told.pause) == ("records@example.org", 5.0)
    assert (told.sources[0].kind, told.sources[0].every, told.sources[0].handling) == ("portal", timedelta(days=7), "public")


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        (ENTRY, "sources.toml, contact", "is missing"),
        ('contact = "me"\n' + ENTRY, "sources.toml, contact", "is no e-mail address"),
        ('contact = "a@b.example\\r\\nX: y"\n' + ENTRY, "sources.toml, contact", "is no e-mail address"),
        (HEAD + "pause = 1\n" + ENTRY, "sources.toml, pause", "is 1"),
        (HEAD + "pause = true\n" + ENTRY, "sources.toml, pause", "is True"),
        (HEAD + "pauze = 9\n" + ENTRY, "sources.toml, pauze", "no key"),
        (HEAD + '[source]\nname = "x"\n', "sources.toml, source", "is no list"),
        (HEAD + ENTRY + 'evry = "7d"\n', 'source "alder-falls-oh-pd", evry', "no key"),
        (HEAD + ENTRY + 'every = "7"\n', 'source "alder-falls-oh-pd", every', "'7'"),
        (HEAD + ENTRY + 'every = "0d"\n', 'source "alder-falls-oh-pd", every', "'0d'"),
        (HEAD + ENTRY + 'kind = "page"\n', 'source "alder-falls-oh-pd", kind', "'page'"),
        (HEAD + ENTRY + 'handling = "secret"\n', 'source "alder-falls-oh-pd", handling', "'secret'"),
        (HEAD + ENTRY + 'local = "yes"\n', 'source "alder-falls-oh-pd", local', "neither true nor false"),
        (HEAD + ENTRY + ENTRY, 'source "alder-falls-oh-pd", name', "name of source 1 too"),
        (HEAD + '[[source]]\nurl = "https://portal.example"\n', "source 1, name", "is missing"),
        (HEAD + '[[source]]\nname = "../x"\nurl = "https://portal.example"\n', 'source "../x", name', "no short name"),
        (
            HEAD + '[[source]]\nname = "document-1"\nurl = "https://portal.example"\n',
            'source "document-1", name',
            "documents.csv",
        ),
        (HEAD + ENTRY.replace("oh-pd", "2026-01-25"), 'source "alder-falls-2026-01-25", name', "holds a day"),
        (HEAD + '[[source]]\nname = "x"\n', 'source "x", url', "is missing"),
        (HEAD + '[[source]]\nname = "x"\nurl = "portal.example"\n', 'source "x", url', "no web address"),
        (HEAD + '[[source]]\nname = "x"\nurl = "ftp://portal.example"\n', 'source "x", url', "no web address"),
        (HEAD + '[[source]]\nname = "x"\nurl = "https://me:pw@portal.example"\n', 'source "x", url', "user name or a password"),
        (HEAD + '[documents]\nkind = "log"\n', "[documents], kind", "no key"),
    ],
)
def test_a_mistake_names_its_entry_and_key(text: str, where: str, problem: str) -> None:
    with pytest.raises(UserErrors) as told:
        parse(tomllib.loads(text))
    [error] = told.value.errors
    assert error.where.endswith(where)
    assert problem in error.problem
    assert error.fix


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(UserErrors) as told:
        parse(tomllib.loads('pause = 0\n[[source]]\nname = "A"\n[[source]]\nurl = 3\n'))
    assert len(told.value.errors) == 6


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("contact = records@example.org\n")
    with pytest.raises(UserError) as told:
        load(tmp_path)
    assert "line 1" in told.value.problem


def test_a_case_without_the_file_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        load(tmp_path)
    assert "plainview refresh add" in told.value.fix


def test_the_example_of_the_document_is_in_order() -> None:
    example = DOCS.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    told = parse(tomllib.loads(example))
    assert len(told.sources) >= 2


def test_every_kind_and_outcome_is_in_the_document() -> None:
    from plainview.refresh import outcomes
    from plainview.refresh.sources import KINDS

    text = DOCS.read_text(encoding="utf-8")
    assert {one for one in [*KINDS, *outcomes()] if f"`{one}`" not in text} == set()


# ---- plainview refresh add -----------------------------------------------------------------------------------------------


def test_what_is_added_is_read_back_and_what_stood_there_stays(tmp_path: Path) -> None:
    case = made(tmp_path, head=HEAD + "# mine\npause = 9\n")
    first = add(case.root, "https://portal.example/Alder-Falls-OH-PD", agency='Alder "A" Falls', every="12h")
    second = add(case.root, "https://portal.example/list.csv?x=1", kind="sharing", local=True)
    assert load(case.root).sources == (first, second)
    assert (first.name, first.agency, first.every) == ("alder-falls-oh-pd", 'Alder "A" Falls', timedelta(hours=12))
    assert (second.name, second.kind, second.local) == ("list", "sharing", True)
    assert (case.root / "sources.toml").read_text().startswith(HEAD + "# mine\npause = 9\n")
    with pytest.raises(UserError, match="already"):
        add(case.root, "https://portal.example/list.csv?x=1")


def test_the_first_one_needs_a_contact_and_a_mistake_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="contact"):
        add(tmp_path, "https://portal.example/x")
    assert list(tmp_path.iterdir()) == []
    add(tmp_path, "https://portal.example/x", contact="me@example.org")
    before = (tmp_path / "sources.toml").read_text()
    with pytest.raises(UserError, match="every"):
        add(tmp_path, "https://portal.example/y", every="soon")
    with pytest.raises(UserError, match="--contact"):
        add(tmp_path, "https://portal.example/y", contact="other@example.org")
    assert (tmp_path / "sources.toml").read_text() == before


@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_is_added_is_read_back_or_refused(tmp_path_factory: pytest.TempPathFactory, agency: str, last: str) -> None:
    folder = tmp_path_factory.mktemp("add")
    url = f"https://portal.example/{last}"
    try:
        source = add(folder, url, contact="me@example.org", agency=agency)
    except UserError:
        assert list(folder.iterdir()) == []
        assert (
            url_mistake(url)
            or not name_of(url)
            or not agency.isprintable()
            or len(agency) > 200
            or re.search(r"^document-|20\d\d-\d\d-\d\d", name_of(url))
        )
    else:
        assert load(folder).sources == (source,)
        assert (source.url, source.agency) == (url, agency.strip())


@given(st.text(max_size=12))
def test_a_time_is_some_hours_or_more_or_none(text: str) -> None:
    found = every_of(text)
    assert found is None or found >= timedelta(hours=1)


# ---- documents -------------------------------------------------------------------------------------------------------------


def test_documents_with_an_address_are_sources_of_their_own(tmp_path: Path) -> None:
    case = made(tmp_path, head=HEAD + '[documents]\nevery = "30d"\nhandling = "embargoed"\n' + ENTRY)
    (case.root / "documents.csv").write_text(
        "agency,document,answer,url\n"
        "Alder Falls OH PD,policy,held,https://alder.example/policy.pdf\n"
        "Alder Falls OH PD,training_record,held,https://alder.example/policy.pdf\n"
        "Port Wren OR PD,policy,held,https://portal.example/alder-falls-oh-pd\n"
        "Port Wren OR PD,contract,none,https://wren.example/contract\n"
        "Port Wren OR PD,audit_report,held,\n"
    )
    [portal, policy] = with_documents(case.root, load(case.root)).sources
    assert portal.kind == "portal"
    assert (policy.kind, policy.agency, policy.every, policy.handling) == (
        "document", "Alder Falls OH PD", timedelta(days=30), "embargoed",
    )  # fmt: skip
    assert policy.name.startswith("document-alder-falls-oh-pd-policy-")
