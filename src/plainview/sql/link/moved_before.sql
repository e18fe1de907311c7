-- One row is one search id that had moved by the generation before (moved.sql).
create or replace temp table moved_before as select old_id, search_id, since from read_parquet($path)
