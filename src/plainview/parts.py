"""What a reader leaves for the warehouse: one folder a release, small Parquet files, all cells as printed text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TEXT, INT = pa.string(), pa.int64()

ENTRY_COLUMNS = (
    "vendor_id searcher_raw searched_at_raw window_raw window_from_raw window_to_raw networks_raw devices_raw "
    "search_type reason_raw reason_state offense_raw case_raw case_state account_token account_state plate_token "
    "plate_state filters_raw prompt_raw moderation"
).split()


def _schema(*columns: str, numbers: tuple[str, ...] = (), reals: tuple[str, ...] = ()) -> pa.Schema:
    kinds = {**dict.fromkeys(numbers, INT), **dict.fromkeys(reals, pa.float64())}
    return pa.schema([(name, kinds.get(name, TEXT)) for name in columns])


# Columns in which hardly a text stands twice: to look for repeats there costs more than it saves.
_MOSTLY_DISTINCT = "row_in_part locator vendor_id searched_at_raw window_raw case_raw account_token plate_token event_id".split()
_WHERE = ("bytes_id", "part", "row_in_part", "locator")
SCHEMAS: dict[str, pa.Schema] = {
    "entries": _schema(*_WHERE, *ENTRY_COLUMNS, numbers=("part", "row_in_part")),
    "events": _schema(
        *_WHERE, "event_at_raw", "user_token", "event_type", "entity_type", "details_json", "event_id",
        numbers=("part", "row_in_part"),
    ),
    "share_rows": _schema(
        *_WHERE, "from_raw", "to_raw", "listed_raw", "direction", "flags", "piece", numbers=("part", "row_in_part", "piece")
    ),
    "snapshots": _schema(
        *_WHERE, "field", "label_raw", "value_raw", "value", "unit", numbers=("part", "row_in_part"), reals=("value",)
    ),
    "messages": _schema(
        *_WHERE, "role", "sent_at_raw", "terms", "asker_domain", "asker_kind", "asker_keys", "asked_domain", "asked_kind",
        "asked_keys", "for_body", "case_raw", "plate_state", "paraphrase", numbers=("part", "row_in_part"),
    ),
    "set_aside": _schema(*_WHERE, "fate", "name", "why", numbers=("part", "row_in_part")),
    "issues": _schema(*_WHERE, "kind", "column_name", "value", "why", numbers=("part", "row_in_part")),
}  # fmt: skip


class PartWriter:
    """Writes the tables of one part. A table without rows leaves no file."""

    def __init__(self, folder: Path, bytes_id: str, part: int) -> None:
        self.folder, self.bytes_id, self.part = folder, bytes_id, part
        self._open: dict[str, pq.ParquetWriter] = {}

    def write(self, table: str, rows_in_part: list[int], locators: list[str] | pa.Array, columns: dict[str, object]) -> None:
        """Add rows. `columns` holds a list or an Arrow array per column; one that is missing is null in every row."""
        n = len(rows_in_part)
        if n == 0:
            return
        schema = SCHEMAS[table]
        arrays = []
        for item in schema:
            if item.name == "bytes_id":
                arrays.append(pa.repeat(self.bytes_id, n))
            elif item.name == "part":
                arrays.append(pa.repeat(pa.scalar(self.part, INT), n))
            elif item.name == "row_in_part":
                arrays.append(pa.array(rows_in_part, INT))
            elif item.name == "locator":
                arrays.append(_array(locators, TEXT, n))
            else:
                arrays.append(_array(columns.get(item.name), item.type, n))
        if table not in self._open:
            path = self.folder / f"{table}-{self.part:05d}.parquet"
            repeating = [name for name in schema.names if name not in _MOSTLY_DISTINCT]
            self._open[table] = pq.ParquetWriter(
                path, schema, compression="lz4", write_statistics=False, use_dictionary=repeating
            )
        self._open[table].write_table(pa.Table.from_arrays(arrays, schema=schema))

    def close(self) -> None:
        for writer in self._open.values():
            writer.close()


def _array(values: object, kind: pa.DataType, n: int) -> pa.Array:
    if values is None:
        return pa.nulls(n, kind)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    return pa.array(values, kind)
