"""Policy texts over time: what is a change and what is only another print, word by word, and safe to show."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import made_portals as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import redact
from plainview.diff import policies, spelling

FORBIDS = "prohibited_uses"
OLD = "Immigration enforcement, traffic enforcement, personal use."
NEW = "Immigration enforcement, harassment, personal use, and protest."


class Given:
    """Pages and texts as the store would give them."""

    def __init__(self) -> None:
        self.pages: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []

    def page(
        self, day: str, *, whose: str = "or-port-wren-police", cut: bool = False, unsure: bool = False, **texts: str
    ) -> None:
        release_id = f"{len(self.pages):016x}"
        self.pages.append(
            {
                "release_id": release_id, "custodian_id": whose, "agency": "Port Wren Police (OR)", "day": day,
                "path": "page.txt", "n_used": 30, "is_cut": cut, "is_unsure": unsure,
            }
        )  # fmt: skip
        for number, (field, words) in enumerate(texts.items(), 5):
            place = {"release_id": release_id, "field": field, "label_raw": field, "row_no": number, "locator": f"line {number}"}
            self.texts.append({**place, "words": words})

    def rows(self, name: str, **params: object) -> list[dict[str, Any]]:
        assert (name, set(params)) in (("diff/policy_pages", set()), ("diff/policy_texts", {"fields"}))
        return self.pages if name.endswith("pages") else self.texts


def told(given_pages: Given) -> list[tuple[str, str, str]]:
    found = policies.histories(given_pages)
    return [(row["change"], row["after_on"], row["by_on"]) for row in policies.changes(found)]


def test_a_change_lies_between_the_last_page_with_the_old_words_and_the_first_with_the_new() -> None:
    case = Given()
    for day, words in (("2026-04-26", OLD), ("2026-05-03", OLD), ("2026-05-10", NEW), ("2026-05-17", NEW)):
        case.page(day, prohibited_uses=words)
    (one,) = policies.histories(case)
    (change,) = one["changes"]
    assert (change["after_on"], change["by_on"], change["when"]) == ("2026-05-03", "2026-05-10", "between 3 and 10 May 2026")
    assert policies.marked(change["parts"]) == (
        "Immigration enforcement, [-traffic enforcement,-] {+harassment,+} personal [-use.-] {+use, and protest.+}"
    )
    assert (change["n_gone"], change["n_new"]) == (3, 4)
    assert change["old"]["release_id"] == f"{1:016x}"  # the last page with the old words, not the first
    assert change["new"]["release_id"] == f"{2:016x}"
    assert [(text["text"], text["since_on"], text["seen_on"]) for text in one["texts"]] == [(NEW, "2026-05-10", "2026-05-17")]


@pytest.mark.parametrize(
    ("after_on", "by_on", "words"),
    [
        ("2026-05-03", "2026-05-10", "between 3 and 10 May 2026"),
        ("2026-04-26", "2026-05-03", "between 26 April and 3 May 2026"),
        ("2025-12-28", "2026-01-04", "between 28 December 2025 and 4 January 2026"),
    ],
)
def test_days_in_words(after_on: str, by_on: str, words: str) -> None:
    assert policies.between(after_on, by_on) == words


@pytest.mark.parametrize(
    "other", [OLD.replace(" ", "\n"), OLD.replace(" ", "  "), "\n" + OLD, OLD.replace("enforce", "enforce\u200b")]
)
def test_other_spaces_and_line_breaks_are_no_change(other: str) -> None:
    case = Given()
    case.page("2026-05-03", prohibited_uses=OLD)
    case.page("2026-05-03", prohibited_uses=other)
    case.page("2026-05-10", prohibited_uses=other)
    assert told(case) == []


def test_a_print_of_the_day_that_says_what_was_said_before_is_believed() -> None:
    case = Given()
    case.page("2026-05-03", prohibited_uses=OLD)
    case.page("2026-05-10", prohibited_uses=OLD[:30])
    case.page("2026-05-10", prohibited_uses=OLD)
    assert told(case) == []


def test_a_text_that_comes_goes_and_comes_again_is_three_changes() -> None:
    case = Given()
    case.page("2026-05-03", overview="x")
    case.page("2026-05-10", prohibited_uses=OLD, overview="x")
    case.page("2026-05-17", overview="x")
    case.page("2026-05-24", prohibited_uses=OLD, overview="x")
    spans = [("2026-05-17", "2026-05-24"), ("2026-05-10", "2026-05-17"), ("2026-05-03", "2026-05-10")]
    assert told(case) == [(change, *span) for change, span in zip(("came", "gone", "came"), spans, strict=True)]


def test_a_page_that_is_cut_or_not_understood_does_not_say_that_a_text_is_gone() -> None:
    case = Given()
    case.page("2026-05-03", prohibited_uses=OLD)
    case.page("2026-05-10", cut=True)
    case.page("2026-05-17", cut=True, prohibited_uses=OLD[:20])
    case.page("2026-05-24", unsure=True)
    case.page("2026-05-31", prohibited_uses=OLD)
    assert told(case) == []
    assert policies.histories(case)[0]["n_not_whole"] == 2


def test_a_change_of_two_agencies_on_one_day_is_told_of_each() -> None:
    case = Given()
    for whose in ("or-a", "or-b"):
        case.page("2026-05-03", whose=whose, prohibited_uses=OLD)
        case.page("2026-05-10", whose=whose, prohibited_uses=NEW)
    assert told(case) == [("changed", "2026-05-03", "2026-05-10")] * 2


WORDS = st.lists(st.sampled_from("a bb use of 7ABC123 police. ICE, <b>&amp; x@y.example \u2019tis".split()), max_size=25).map(
    " ".join
)


@given(WORDS, WORDS)
def test_the_pieces_are_the_two_texts_and_hold_no_plate(old: str, new: str) -> None:
    found = spelling.parts(old, new)
    for side, text in (("gone", old), ("new", new)):
        said = "".join(part["text"] for part in found if part["kind"] in ("same", side))
        assert spelling.letters(said) == spelling.letters(redact.printed(text))
    assert not redact.check_data({"parts": found})
    assert "7ABC123" not in str(found)
    kinds = {part["kind"] for part in found}
    assert spelling.same(redact.printed(old), redact.printed(new)) is (kinds <= {"same"})


def test_two_very_long_texts_of_one_word_are_shown_whole_one_after_the_other() -> None:
    found = spelling.parts("stop " + "no " * 3000 + "here", "go " + "no " * 3001 + "there")
    assert [part["kind"] for part in found] == ["gone", "new"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of two portals; the second week of one forbids other things, in words that try to be more than words."""
    root = tmp_path_factory.mktemp("policies")
    folder = made.write(root / "portals", 2, towns=2)
    page = folder / "port-wren" / "2026-05-11.txt"
    bad = "Immigration enforcement, <script>alert(1)</script> of car 7ABC123, personal use."
    page.write_text(page.read_text().replace(made.FORBIDDEN, bad))
    spaced = page.read_text().replace("Immigration enforcement, ", "Immigration\n\u00a0enforcement,  ")
    (folder / "port-wren" / "2026-05-11-again.txt").write_text(spaced)
    command = [sys.executable, "-m", "plainview", "audit", str(folder), "--case", str(root / "case"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root / "case"


def test_the_command_tells_the_change_with_its_days_and_its_rows(case: Path) -> None:
    command = [sys.executable, "-m", "plainview", "policies", "--case", str(case)]
    found = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    (change,) = found["changes"]
    assert (change["field"], change["after_on"], change["by_on"]) == (FORBIDS, "2026-05-04", "2026-05-11")
    assert [part["text"].strip() for part in change["parts"] if part["kind"] == "new"] == ["<script>alert(1)</script> of car ▒,"]
    assert len(found["agencies"]) == 2
    text = subprocess.run([*command, "port-wren"], capture_output=True, text=True, check=True).stdout
    assert "{+<script>alert(1)</script> of car ▒,+}" in text
    row = re.search(r"plainview explain ([0-9a-f]{16}:\d+)", text)
    assert row
    explain = [sys.executable, "-m", "plainview", "explain", row[1], "--case", str(case)]
    assert subprocess.run(explain, capture_output=True, text=True, check=False).returncode == 0
    none = [*command, "alder-falls", "--json"]
    assert json.loads(subprocess.run(none, capture_output=True, text=True, check=True).stdout)["changes"] == []
    wrong = subprocess.run([*command, "Nowhere"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "Nowhere" in wrong.stderr) == (2, True)


class Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in {"ins", "del", "script"} & set(self.open):
            self.text[tag] = self.text.get(tag, "") + data


@pytest.mark.parametrize("page", ["policies.html", "policy/or-port-wren-police.html"])
def test_pages_mark_the_change_for_eyes_and_for_screen_readers_and_escape_it(case: Path, page: str) -> None:
    html = (case / "site" / page).read_text("utf-8")
    marks = Marks()
    marks.feed(html)
    assert marks.text["ins"] == "[put in: <script>alert(1)</script> of car ▒, ] "
    assert "script" not in marks.text
    assert "7ABC123" not in html
    assert "between 4 and 11 May 2026" in html
