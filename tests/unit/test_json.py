"""JSON gives rows as printed: figures unchanged, nothing dropped in silence, and never more memory than one object takes."""

from __future__ import annotations

import json as plain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainview import recognise
from plainview.errors import UserError
from plainview.model import Batch
from plainview.read import json

KEYS = ["id", "userId", "searchDate", "networkCount"]
ONE = '{"id": "a", "userId": "u", "searchDate": "2025-09-01T12:00:00.000Z", "networkCount": 1}'


def batches(tmp_path: Path, text: str | bytes) -> list[Batch]:
    path = tmp_path / "log.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(json.read(path))


def rows(tmp_path: Path, text: str | bytes) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
    found = batches(tmp_path, text)
    return (
        [row for one in found for row in one.rows],
        [where for one in found for where in one.locators],
        [broken for one in found for broken in one.broken],
    )


def test_one_object_a_line(tmp_path: Path) -> None:
    given_rows, where, broken = rows(tmp_path, '{"id": "a", "n": 1}\n\n{"n": 2, "id": "b"}\r\n')
    assert given_rows == [["id", "n"], ["a", "1"], ["b", "2"]]
    assert where == ["header", "line 1", "line 3"]
    assert broken == []


@pytest.mark.parametrize(
    "text", ['[{"id": "a"},\n {"id": "b"}]', '{"count": 2, "data": [{"id": "a"}, {"id": "b"}], "next": null}']
)
def test_a_list_of_objects(tmp_path: Path, text: str) -> None:
    assert rows(tmp_path, text) == ([["id"], ["a"], ["b"]], ["header", "item 1", "item 2"], [])


def test_figures_stay_as_they_are_printed(tmp_path: Path) -> None:
    text = '{"a": 1.50, "b": 12345678901234567890123, "c": 1e3, "d": {"x": [0.10, true, null, "\\"é"]}, "e": null, "f": false}'
    assert rows(tmp_path, text)[0][1] == [
        "1.50",
        "12345678901234567890123",
        "1e3",
        '{"x": [0.10, true, null, "\\"é"]}',
        "",
        "false",
    ]


def test_keys_left_out_are_empty_cells_and_told(tmp_path: Path) -> None:
    found = batches(tmp_path, '{"a": "1"}\n{"b": "2"}\n')
    assert found[-1].rows == [["a", "b"], ["1", ""], ["", "2"]]
    assert found[-1].noted == [("", "keys_left_out", "2 objects leave keys out; these cells are read as empty")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "a", "id": "b"}', "twice"),
        ("{oops", "no JSON"),
        ('"a"', "no object"),
        ("[1]", "no object"),
        ('{"id": "a', "no JSON"),
    ],
)
def test_a_broken_line_costs_itself(tmp_path: Path, line: str, why: str) -> None:
    given_rows, where, broken = rows(tmp_path, f'{{"id": "1"}}\n{line}\n{{"id": "3"}}\n')
    assert given_rows == [["id"], ["1"], ["3"]]
    assert where == ["header", "line 1", "line 3"]
    assert [at for at, _ in broken] == ["line 2"]
    assert why in broken[0][1]


def test_one_key_twice_with_one_value_is_no_fault(tmp_path: Path) -> None:
    assert rows(tmp_path, '{"id": 1, "id": 1}')[0] == [["id"], ["1"]]


def test_a_key_that_comes_late_is_told(tmp_path: Path) -> None:
    given_rows, _, broken = rows(tmp_path, '{"id": "1"}\n' * json.HEADER_OBJECTS + '{"id": "2", "new": 1}\n{"id": "3"}\n')
    assert len(given_rows) == json.HEADER_OBJECTS + 2
    assert broken == [("line 1001", "has a key that the first 1000 objects do not have")]


def test_a_list_that_is_cut_is_told(tmp_path: Path) -> None:
    for text in ('[{"id": "a"}, {"id": "b', '[{"id": "a"},', '[{"id": "a"}'):
        given_rows, _, broken = rows(tmp_path, text)
        assert given_rows == [["id"], ["a"]]
        assert [where for where, _ in broken] == ["item 2"]


def test_nested_too_deep_is_told(tmp_path: Path) -> None:
    _, _, broken = rows(tmp_path, '{"id": 1}\n{"id": ' + "[" * 200_000 + "\n" + '{"id": 2}\n')
    assert len(broken) == 1


def test_what_says_more_than_its_list_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="says more than its list"):
        batches(tmp_path, f'{{"agency": "Alder Falls OH PD", "search_audit": [{ONE}]}}')
    with pytest.raises(UserError, match="several lists"):
        batches(tmp_path, f'{{"data": [{ONE}], "data2": [{ONE}]}}')


@pytest.mark.parametrize("text", [ONE, f"[{ONE}]", f'{{"data": [{ONE}]}}'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_a_known_header_is_taken(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(text.encode(encoding))
    found = recognise.recognise(path, "x")
    assert (found.type, found.layout, list(found.header)) == ("json", "flock_portal_audit", KEYS)
    path.write_bytes(text.replace("networkCount", "other").encode(encoding))
    with pytest.raises(UserError):
        recognise.recognise(path, "x")


def test_objects_that_lie_across_pieces_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "PIECE", 7)
    monkeypatch.setattr(json, "LOOK", 3)
    for text in ("\n".join([ONE] * 9), f"[{','.join([ONE] * 9)}]", f'{{"data": [{",".join([ONE] * 9)}]}}'):
        assert len(rows(tmp_path, text)[0]) == 10


flat = st.dictionaries(
    st.text("abcé ", min_size=1, max_size=3),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=6), st.lists(st.integers(), max_size=2)),
    min_size=1, max_size=4,
)  # fmt: skip


def cell(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else plain.dumps(value)
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)


@given(objects=st.lists(flat, min_size=1, max_size=8), shape=st.sampled_from(["lines", "list", "data"]), escape=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_objects_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, objects: list[dict[str, object]], shape: str, escape: bool
) -> None:
    texts = [plain.dumps(one, ensure_ascii=escape) for one in objects]
    text = {"lines": "\n".join(texts), "list": f"[{', '.join(texts)}]", "data": f'{{"data": [{", ".join(texts)}]}}'}[shape]
    given_rows, where, broken = rows(tmp_path_factory.mktemp("json"), text.encode("utf-8", "surrogatepass"))
    labels = given_rows[0]
    assert broken == []
    assert given_rows[1:] == [[cell(one.get(label)) for label in labels] for one in objects]
    assert len(where) == len(objects) + 1
