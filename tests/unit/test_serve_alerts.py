"""An alert is on the served pages at once: not with the next build, and without the pages being made anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from serving import Pages
from watch_tables import watch

from plainview import journey
from plainview.case import Case, open_case
from plainview.intake import Facts
from plainview.watch import listing, running
from plainview.watch import state as states

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
QUESTION = 'question = "purpose_on_cameras"\ntitle = "{}"\npurposes = ["immigration"]\ndeliver = ["page"]\n'
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"

SEARCHERS = ("Port Wren CA PD", "Birch Hollow TX PD", "Cinder County OH SO")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case of one log with tables, and no watch."""
    folder = tmp_path_factory.mktemp("built")
    lines = [HEADER]
    for at in range(40):
        day, said = f"10/{at % 28 + 1:02d}/2025", ("burglary", "ICE detainer")[at % 2]
        id = f"{at:08d}-0000-4000-8000-000000000000"
        lines.append(f'{id},***,{SEARCHERS[at % 3]},3,,***,{said},,,"{day}, 10:{at:02d}:00 AM UTC",search')
    records = folder / "records" / "alder-falls-ca-pd" / "network_audit_2025-10.csv"
    records.parent.mkdir(parents=True)
    records.write_text("\n".join(lines) + "\n", encoding="utf-8")
    case = open_case(folder / "case", date(2026, 1, 2))
    done = journey.take_in(case, [folder / "records"], Facts(date(2026, 1, 2)), None, lambda *_: None)
    journey.build(case, done.fingerprint, lambda *_: None)
    return case


@pytest.fixture
def pages(built: Case, tmp_path: Path) -> Iterator[Pages]:
    """The served pages of a copy of the case, opened and looked at before any watch has run."""
    shutil.copytree(built.root, tmp_path / "case")
    found = Pages(Case(tmp_path / "case"))
    found.wait()
    yield found
    found.close()


def asked(case: Case, id: str, title: str) -> str:
    """Write a watch and run it; the name of the alert it raised."""
    watch(case, id, QUESTION.format(title))
    done, errors = running.run(case, NOW, {}, only=id)
    assert errors == []
    return str(done["watches"][0]["alert"])


def test_an_alert_is_shown_with_the_next_request_and_nothing_is_made_anew(pages: Pages) -> None:
    assert "Nobody on our cameras" not in pages.get("/watch.html").text
    assert "watch.html" not in pages.get("/index.html").text, "a menu without alerts does not lead to them"
    shown = pages.state.live.now
    name = asked(pages.case, "first", "Nobody on our cameras")
    answer = pages.get("/watch.html")
    assert "Nobody on our cameras" in answer.text
    assert name in pages.get("/watch.json").text
    assert name in pages.get("/alerts.csv").text
    assert 'href="watch.html"' in pages.get("/index.html").text
    assert pages.state.live.now is shown, "the generation that is shown was not opened again"
    asked(pages.case, "second", "Another of these")
    assert "Another of these" in pages.get("/watch.html").text
    assert pages.state.live.now is shown


def test_an_alert_is_shown_while_the_run_that_raised_it_still_sends(pages: Pages) -> None:
    """A run that waits for a slow mail server holds the state open: what it wrote stands in the file beside."""
    pages.get("/watch.html")
    asked(pages.case, "first", "Before")
    pages.get("/watch.html")
    with states.opened(pages.case.root) as state:
        with state.writing():
            state.db.execute("update alerts set told = replace(told, 'Before', 'Meanwhile')")
        assert "Meanwhile" in pages.get("/watch.html").text
        with state.writing():  # and a look never waits for one that is writing
            state.db.execute("update alerts set told = replace(told, 'Meanwhile', 'Unwritten')")
            assert "Meanwhile" in pages.get("/watch.html").text
        assert "Unwritten" in pages.get("/watch.html").text


def test_sending_an_alert_makes_no_page_anew(pages: Pages) -> None:
    asked(pages.case, "first", "Once")
    pages.get("/watch.html"), pages.get("/index.html")
    shown = pages.state.live.now
    before = {path: shown.kept(path) for path in ("watch.html", "index.html")}
    with states.opened(pages.case.root) as state, state.writing():
        state.db.execute("create table noise (x)")
    assert pages.state.live.has_new_alerts(), "the state was written"
    pages.get("/watch.html")
    assert not pages.state.live.has_new_alerts()
    assert all(shown.kept(path) is page for path, page in before.items())


def test_a_second_alert_leaves_the_other_pages_as_they_are(pages: Pages) -> None:
    asked(pages.case, "first", "Once")
    pages.get("/watch.html"), pages.get("/index.html")
    index = pages.state.live.now.kept("index.html")
    asked(pages.case, "second", "Twice")
    assert "Twice" in pages.get("/watch.html").text
    assert pages.state.live.now.kept("index.html") is index


def test_looking_writes_nothing_and_no_state_is_no_alert(tmp_path: Path) -> None:
    assert listing.page_table(tmp_path).num_rows == 0
    (tmp_path / states.FOLDER).mkdir()
    (tmp_path / states.FOLDER / states.FILE).touch()  # a run has only begun
    assert listing.page_table(tmp_path).num_rows == 0
    assert [path.name for path in (tmp_path / states.FOLDER).iterdir()] == [states.FILE]
    assert states.stamps(tmp_path)[0][1] == 0
