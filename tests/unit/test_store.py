"""Generations: whole or not at all, the old one stands until the new one is complete, and no query changes one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from plainview import store
from plainview.errors import UserError
from plainview.store import Store


def issues(*kinds: str) -> pa.Table:
    return pa.table({"kind": list(kinds), "row_no": list(range(1, len(kinds) + 1))})


def generation(warehouse: Path, name: str, *kinds: str) -> Path:
    folder = store.begin(warehouse, name)
    opened = Store(folder, warehouse / "tmp")
    opened.add("issues", issues(*kinds))
    opened.close()
    return store.commit(warehouse, folder)


def kinds(warehouse: Path) -> list[str]:
    opened = store.open_current(warehouse, warehouse / "tmp")
    try:
        return [row["kind"] for row in opened.text_rows("select kind from issues order by row_no")]
    finally:
        opened.close()


def test_a_new_generation_replaces_the_old_one(tmp_path: Path) -> None:
    generation(tmp_path, "gen-1", "a")
    generation(tmp_path, "gen-2", "b", "c")
    assert kinds(tmp_path) == ["b", "c"]
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-2"]


def test_a_generation_half_written_is_never_the_current_one(tmp_path: Path) -> None:
    generation(tmp_path, "gen-1", "a")
    folder = store.begin(tmp_path, "gen-2")
    (folder / "issues.parquet").write_bytes(b"half")
    assert kinds(tmp_path) == ["a"]
    assert list(store.begin(tmp_path, "gen-2").iterdir()) == []


def test_one_written_whole_but_not_yet_named_is_written_again(tmp_path: Path) -> None:
    generation(tmp_path, "gen-1", "a")
    generation(tmp_path, "gen-2", "b")
    (tmp_path / "CURRENT").write_text("gen-1")  # killed between the two renames, and gen-1 already gone
    assert store.current(tmp_path) is None
    generation(tmp_path, "gen-2", "c")
    assert kinds(tmp_path) == ["c"]


def test_without_tables_a_person_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no tables yet"):
        store.open_current(tmp_path / "warehouse", tmp_path / "tmp")


def test_a_folder_with_a_quote_in_its_name_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / 'the clerk\'s "case"'
    generation(folder, "gen-1", "it's")
    assert kinds(folder) == ["it's"]


def test_parts_are_lent_under_their_table_and_none_is_an_empty_view(tmp_path: Path) -> None:
    opened = Store(tmp_path, tmp_path / "tmp")
    opened.lend_parts("set_aside", [])
    assert opened.text_rows("select count(*) as n from raw_set_aside") == [{"n": 0}]
    opened.close()


def test_every_named_sql_file_is_text_without_a_closing_semicolon() -> None:
    root = Path(store.__file__).parent / "sql"
    names = [str(path.relative_to(root).with_suffix("")) for path in root.rglob("*.sql")]
    assert names
    assert [name for name in names if not store.sql(name) or store.sql(name).endswith(";")] == []
