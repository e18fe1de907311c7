"""Forms with files: whatever the pieces they come in, what goes in comes out, and no cut or nonsense is taken for a form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import multipart

from plainview.server.multipart import Begin, Broken, Data, End, Reader, boundary_of

NAMES = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='"%\\'), min_size=1, max_size=20)
BYTES = st.binary(max_size=60) | st.lists(
    st.sampled_from([b"\r\n", b"--", b"XX", b"\r\n--XX", b"-", b"\r", b"a"]), max_size=12
).map(b"".join)


def read(body: bytes, cuts: list[int], boundary: bytes = b"XX") -> tuple[list[tuple[str, str | None, bytes]], bool]:
    reader = Reader(boundary)
    at, parts = 0, []
    for cut in [*sorted(min(cut, len(body)) for cut in cuts), len(body)]:
        for event in reader.feed(body[at:cut]):
            if isinstance(event, Begin):
                parts.append([event.name, event.filename, b"", False])
            elif isinstance(event, Data):
                assert not parts[-1][3]
                parts[-1][2] += event.data  # type: ignore[operator]
            else:
                assert isinstance(event, End)
                parts[-1][3] = True
        at = cut
    assert all(part[3] for part in parts) or not reader.is_done
    return [(str(name), None if file is None else str(file), bytes(data)) for name, file, data, _ in parts], reader.is_done  # type: ignore[arg-type]


def clean(data: bytes) -> bytes:
    """Bytes in which the boundary does not stand: a browser chooses one that does not."""
    while b"\r\n--XX" in b"\r\n" + data:
        data = (b"\r\n" + data).replace(b"\r\n--XX", b"")[2:] if data else data
    return data


@given(
    st.dictionaries(NAMES, BYTES.map(clean), max_size=4),
    st.dictionaries(NAMES, NAMES, max_size=3),
    st.lists(st.integers(0, 2000), max_size=30),
)
def test_what_goes_in_comes_out_however_it_is_cut(files: dict[str, bytes], fields: dict[str, str], cuts: list[int]) -> None:
    body = multipart(files, fields)
    parts, is_done = read(body, cuts)
    wanted = [(name, None, clean(text.encode())) for name, text in fields.items()]
    assert parts == wanted + [("files", name, data) for name, data in files.items()]
    assert is_done


@given(st.binary(min_size=1, max_size=50).map(clean), st.integers(1, 40))
def test_a_form_that_is_cut_is_never_whole(data: bytes, missing: int) -> None:
    body = multipart({"a.csv": data}, {"token": "t"})
    assert not read(body[: -max(missing, 3)], [])[1]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10))
def test_nonsense_ends_in_broken_or_in_nothing(body: bytes, cuts: list[int]) -> None:
    try:
        _, is_done = read(b"--XX\r\n" + body, cuts)
    except Broken:
        return
    assert not is_done or b"--XX--" in b"--XX\r\n" + body


def test_a_file_is_handed_on_before_it_is_whole() -> None:
    reader = Reader(b"XX")
    list(reader.feed(multipart({"a": b""}, {}).removesuffix(b"\r\n--XX--\r\n")))
    seen = [len(event.data) for event in reader.feed(b"a" * 100_000) if isinstance(event, Data)]
    assert sum(seen) > 99_000
    assert len(reader._kept) < 100


def test_a_head_that_never_ends_is_broken_off() -> None:
    with pytest.raises(Broken):
        read(b"--XX\r\n" + b"a" * 100_000, list(range(0, 100_000, 10_000)))


@pytest.mark.parametrize(
    "said", ["text/plain", "multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 71}"]
)
def test_what_names_no_boundary_is_no_form(said: str) -> None:
    with pytest.raises(Broken):
        boundary_of(said)


def test_a_boundary_is_read_with_and_without_quotes() -> None:
    assert boundary_of('multipart/form-data; charset=utf-8; boundary="a b"') == b"a b"
    assert boundary_of("Multipart/Form-Data;boundary=----WebKitFormBoundary7MA4") == b"----WebKitFormBoundary7MA4"
