"""`plainview read-reasons`: one answer a line, in order, whatever the lines hold."""

from __future__ import annotations

import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainview import cli, reasons
from plainview.reasons import asking

Run = Callable[..., tuple[int, str, str]]
KEYS = {
    "reason": str, "offense": str, "state": str, "purposes": list, "marks": list, "federal_name": str, "certainty": str,
    "words": str, "made_by": str, "readings": list, "competing": str,
}  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`plainview read-reasons ...` in this interpreter: (exit code, output, errors)."""

    def asked(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["plainview", "read-reasons", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return asked


@pytest.fixture
def answers(run: Run, tmp_path: Path) -> Callable[[bytes | str], list[dict[str, Any]]]:
    """The answers to a file of these lines, each with its keys and their types looked at."""

    def asked(text: bytes | str) -> list[dict[str, Any]]:
        file = tmp_path / "typed.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code, out, err = run("--text", file, "--json")
        assert (code, err) == (0, "")
        assert out == "" or out.endswith("\n")
        found = [json.loads(line) for line in out.split("\n")[:-1]]
        for one in found:
            check(one)
        return found

    return asked


def check(answer: dict[str, Any]) -> None:
    assert {key: type(value) for key, value in answer.items()} == KEYS
    assert list(answer) == list(KEYS)
    assert [one["purpose"] for one in answer["readings"]] == answer["purposes"]
    assert all(type(mark) is str and mark in reasons.MARKS for mark in answer["marks"])
    for one in answer["readings"]:
        assert {key: type(value) for key, value in one.items()} == dict.fromkeys(
            ("purpose", "certainty", "words", "made_by"), str
        )
        assert one["certainty"] in ("certain", "probable", "ambiguous")
        assert one["made_by"] in answer["made_by"]
    assert answer["certainty"] == (answer["readings"][0]["certainty"] if answer["readings"] else "")
    assert answer["made_by"]
    assert answer["purposes"] or answer["marks"]


Answers = Callable[[bytes | str], list[dict[str, Any]]]


def test_ice_alone_has_its_certainty_its_rule_and_what_else_it_may_be(answers: Answers) -> None:
    (found,) = answers("ICE\t\tTX\n")
    assert (found["reason"], found["offense"], found["state"]) == ("ICE", "", "TX")
    assert (found["purposes"], found["certainty"], found["words"]) == (["immigration"], "ambiguous", "ICE")
    assert (found["marks"], found["federal_name"]) == (["federal_agency"], "ICE")
    assert found["made_by"].startswith("terms/immigration.toml:")
    assert "methamphetamine" in found["competing"]


def test_a_misspelt_word_is_told_as_typed(answers: Answers) -> None:
    upper, lower = answers("HOMCIDE\nhomcide\n")
    assert upper["purposes"] == lower["purposes"] == ["homicide"]
    assert upper["made_by"].endswith("(HOMCIDE read as homicide)")
    assert lower["made_by"].endswith("(homcide read as homicide)")
    assert lower["readings"][0]["made_by"] == lower["made_by"]


def test_a_statute_is_read_under_the_state_of_its_line(answers: Answers) -> None:
    found = answers("459 PC\t\tCA\n459 PC\t\tFL\n459 PC\t\t ca \n459 PC\n812.014\t\tFL\n")
    assert [one["purposes"] for one in found] == [["burglary"], [], ["burglary"], [], ["theft"]]
    assert [one["state"] for one in found] == ["CA", "FL", "ca", "", "FL"]
    assert found[0]["made_by"].startswith("codes/ca.toml:")


def test_the_offence_of_a_line_is_read_too(answers: Answers) -> None:
    both, alone = answers("theft\tRobbery\tOH\n\tRobbery\tOH\n")
    assert set(both["purposes"]) == {"theft", "robbery"}
    assert (alone["reason"], alone["offense"], alone["purposes"]) == ("", "Robbery", ["robbery"])


def test_blank_lines_keep_their_place(answers: Answers) -> None:
    found = answers("theft\n\n\t\t\n \nburglary")
    assert [one["marks"] for one in found] == [[], ["blank"], ["blank"], ["blank"], []]
    assert [one["reason"] for one in found] == ["theft", "", "", " ", "burglary"]


@pytest.mark.parametrize("head", ["reason", "reason\toffense\tstate", "Reason\tOffense\tState", "\ufeffreason\toffense\tstate"])
def test_a_header_is_passed_over(answers: Answers, head: str) -> None:
    assert [one["reason"] for one in answers(f"{head}\ntheft\n")] == ["theft"]


def test_what_looks_like_a_header_further_down_is_a_reason(answers: Answers) -> None:
    assert [one["reason"] for one in answers("theft\nreason\n")] == ["theft", "reason"]
    assert [one["reason"] for one in answers("reason for stop\n")] == ["reason for stop"]


def test_a_file_without_lines_or_with_a_header_alone_has_no_answers(answers: Answers) -> None:
    assert answers("") == answers("reason\n") == []


def test_one_column_three_columns_and_more(answers: Answers) -> None:
    found = answers("theft\ntheft\tRobbery\ntheft\tRobbery\tCA\tmore\tand more\n")
    given = [(one["reason"], one["offense"], one["state"]) for one in found]
    assert given == [("theft", "", ""), ("theft", "Robbery", ""), ("theft", "Robbery", "CA")]


def test_marks_of_order_and_ends_of_lines_are_no_part_of_a_reason(answers: Answers) -> None:
    found = answers(b"\xef\xbb\xbfICE\t\tTX\r\nstolen car\r\n459 PC\t\tCA\r\n")
    assert [one["reason"] for one in found] == ["ICE", "stolen car", "459 PC"]
    assert [one["state"] for one in found] == ["TX", "", "CA"]
    assert [one["purposes"] for one in found] == [["immigration"], ["vehicle_theft"], ["burglary"]]


def test_what_is_not_utf_8_is_read_as_far_as_it_goes(answers: Answers) -> None:
    found = answers(b"caf\xe9 burglary\n\xff\xfe\x00\ntheft \xc3\n")
    assert [one["reason"] for one in found] == ["caf\ufffd burglary", "\ufffd\ufffd\x00", "theft \ufffd"]
    assert [one["purposes"] for one in found] == [["burglary"], [], ["theft"]]


def test_signs_that_end_a_line_elsewhere_do_not_end_one_here(answers: Answers) -> None:
    assert [one["reason"] for one in answers("theft\u2028of\x85a\x0bcar\n")] == ["theft\u2028of\x85a\x0bcar"]


def test_the_words_stand_as_their_own_line_has_them(answers: Answers) -> None:
    found = answers(
        "STOLEN VEHICLE, burglary\nstolen vehicle, BURGLARY\nStolen Vehicle, Burglary\nStolen  Vehicle\nSTOLEN  VEHICLE\n"
        "Service ICE\nSERVICE ice\ntheft\tROBBERY\nTHEFT\trobbery\n"
    )
    assert [one["words"] for one in found] == [
        "burglary | STOLEN VEHICLE", "BURGLARY | stolen vehicle", "Burglary | Stolen Vehicle", "Stolen Vehicle", "STOLEN VEHICLE",
        "ICE", "ice", "ROBBERY | theft", "robbery | THEFT",
    ]  # fmt: skip
    assert [one["words"] for one in found[1]["readings"]] == ["BURGLARY", "stolen vehicle"]


def test_order_and_number_of_lines_are_kept(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """3,000 lines with repeats, in several pieces, each answered as it would be alone."""
    monkeypatch.setattr(asking, "AT_ONCE", 700)
    rng = random.Random(4)
    few = ["theft", "THEFT", "ICE", "459 PC", "", "homcide", "took it", "red truck left the yard", "DHS removal", "susp veh"]
    typed = [
        (f"{rng.choice(few)}{rng.choice(['', f' 26-{n:07}'])}", rng.choice(["", "Robbery"]), rng.choice(["CA", "FL", "OK", ""]))
        for n in range(3_000)
    ]
    found = answers("".join("\t".join(one) + "\n" for one in typed))
    assert [(one["reason"], one["offense"], one["state"]) for one in found] == typed
    alone = {one: reasons.read(one[0], one[1] or None, state=one[2]) for one in set(typed)}
    assert [one["purposes"] for one in found] == [[purpose.id for purpose in alone[one].purposes] for one in typed]
    assert [one["marks"] for one in found] == [list(alone[one].marks) for one in typed]


def test_for_a_person_each_line_is_told_with_what_decided(run: Run, tmp_path: Path) -> None:
    (tmp_path / "typed.txt").write_text("ICE\n\nhit and run\n")
    code, out, err = run("--text", tmp_path / "typed.txt")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line for line in lines if not line.startswith("    ")] == ["ICE", "(nothing typed)", "hit and run"]
    assert lines[1].startswith("    immigration (ambiguous): ICE    terms/immigration.toml:")
    assert lines[2] == "    marks: federal_agency (ICE)"
    assert lines[3].startswith("    may also be: ICE may be the drug")
    assert "    marks: blank    reasons: nothing was typed" in lines
    assert any(line.startswith("    hit_and_run (certain): hit and run    terms/hit_and_run.toml:") for line in lines)


def test_strangers_text_moves_no_cursor_and_makes_no_line(run: Run, tmp_path: Path) -> None:
    typed = "theft \x1b[31mred\x1b[0m \x07\x08\x7f\x9b2J \u202eabc\u2028(x)\x00\r end é日\n"
    (tmp_path / "typed.txt").write_bytes(typed.encode())
    _, out, _ = run("--text", tmp_path / "typed.txt")
    assert all(sign.isprintable() for sign in out.replace("\n", ""))
    first, second = out.rstrip("\n").split("\n")
    assert first == "theft �[31mred�[0m ����2J �abc�(x)�� end é日"
    assert second.startswith("    theft (certain): theft ")


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfreason\nICE\r\ncaf\xe9\n"), encoding="ascii"))
    code, out, err = run("--text", "-", "--json")
    assert (code, err) == (0, "")
    assert [json.loads(line)["reason"] for line in out.splitlines()] == ["ICE", "caf\ufffd"]


@pytest.mark.parametrize("name", ["gone.txt", "gone/typed.txt", ""])
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(run: Run, tmp_path: Path, name: str) -> None:
    """Not there, in no folder, or a folder itself."""
    code, out, err = run("--text", tmp_path / name, "--json")
    assert (code, out) == (2, "")
    where, fix = err.strip().split("\n")
    assert where == f"{tmp_path / name}: is no file that can be read"
    assert fix.startswith("fix: ")


def test_no_text_at_all_is_a_mistake_of_the_command_line(run: Run) -> None:
    code, out, err = run("--json")
    assert (code, out) == (2, "")
    assert "--text" in err
