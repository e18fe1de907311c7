"""Tokens: equal plates give equal tokens, families are kept apart, no key means no token, and a bad key is told."""

from __future__ import annotations

from pathlib import Path

import keyring
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.errors import UserError
from plainview.tokens import load_key, new_key, tokeniser

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


@given(st.text(min_size=1))
def test_a_token_is_of_one_key_and_one_family(text: str) -> None:
    plate = tokeniser(KEY, "plate")(text)
    assert plate is not None
    assert (plate[:2], len(plate)) == ("p_", 24)
    assert plate == tokeniser(KEY, "plate")(text)
    assert plate != tokeniser(OTHER, "plate")(text)
    assert plate[2:] != (tokeniser(KEY, "account")(text) or "")[2:]


def test_case_and_spaces_do_not_matter() -> None:
    token = tokeniser(KEY, "plate")
    assert len({token(text) for text in ("abc 123", "ABC123", " A B C 1 2 3\n")}) == 1
    assert token("ABC124") != token("ABC123")


def test_without_a_key_nothing_is_kept() -> None:
    assert tokeniser(None, "plate")("ABC123") is None


def test_a_new_key_is_read_back_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    new_key(path)
    key = load_key({"PLAINVIEW_KEY_FILE": str(path)})
    assert key is not None
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UserError, match="already exists"):
        new_key(path)
    assert load_key({"PLAINVIEW_KEY_FILE": str(path)}) == key


def test_a_key_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        new_key(tmp_path / "gone" / "key")


@pytest.mark.parametrize(("text", "problem"), [("", "too short"), ("00ff", "too short"), ("zz" * 32, "no key"), ("é", "no key")])
def test_a_bad_key_file_is_told(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=problem) as caught:
        load_key({"PLAINVIEW_KEY_FILE": str(tmp_path / "key")})
    assert "plainview key FILE" in caught.value.fix


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no key file"):
        load_key({"PLAINVIEW_KEY_FILE": str(tmp_path / "gone")})


@pytest.mark.parametrize("text", ["not hex", "00ff"])
def test_a_bad_key_in_the_keyring_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(keyring, "get_password", lambda service, name: text)
    with pytest.raises(UserError, match="keyring entry"):
        load_key({})


def test_without_a_keyring_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(service: str, name: str) -> str:
        raise keyring.errors.NoKeyringError

    monkeypatch.setattr(keyring, "get_password", none)
    assert load_key({}) is None
