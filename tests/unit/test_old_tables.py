"""Tables that an older version made lack a table or a column: every verb says so in two lines, and no traceback."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from serving import Pages
from test_watch_questions import A, B, made
from watch_tables import watch

from plainview import cli, store
from plainview.case import Case

VERBS = {
    "report sharing": ["report", "sharing", "--agency", A, "--on", "2026-03-01", "--out", "OUT"],
    "sharing who": ["sharing", "who", A, "--on", "2026-03-01"],
    "watch run": ["watch", "run"],
    "publish": ["publish", "OUT"],
}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case of few tables: those that these verbs begin with."""
    tables = made()
    tables.listed(A, [B], date(2026, 3, 1))
    found = tables.case(tmp_path / "case")
    watch(found, "w", 'question = "sharing_changed"')
    return found


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["plainview", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("verb", VERBS)
def test_the_verb_says_what_to_do(
    verb: str, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PLAINVIEW_KEY_FILE", raising=False)
    folder = store.current(case.warehouse)
    assert folder is not None
    for table in ("shares", "documents", "agencies"):
        (folder / f"{table}.parquet").unlink(missing_ok=True)
    words = [str(tmp_path / "out") if word == "OUT" else word for word in VERBS[verb]]
    assert run(monkeypatch, *words, "--case", str(case.root)) == 2
    told = capsys.readouterr().err
    assert "seem to be of another version" in told
    assert "plainview audit" in told
    assert "Traceback" not in told


def test_the_queues_of_served_pages_say_it_too(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    folder = store.current(case.warehouse)
    assert folder is not None
    for table in ("findings", "links", "decisions"):
        (folder / f"{table}.parquet").unlink(missing_ok=True)
    pages = Pages(case)
    try:
        pages.state.live.look = lambda at_once=False: None
        assert pages.get("/settings").status == 200, "here they are made anew"
        for place in ("/review/findings", "/review/links"):
            answer = pages.get(place)
            assert answer.status == 500, place
            assert "made by another version of plainview" in answer.text
            assert "on the page This case" in answer.text
    finally:
        pages.close()
