-- One row is one entry by a number, with the number of its true search, whether it carries an id, and what its log prints.
create temp table judged as
with
files as (
    select release_id, coalesce(nullif(split_part(path, 'records/', 2), ''), path) as file from releases
),
true_rows as (
    select f.release_id, t.row_no, cast(substr(t.search_id, 2) as integer) as truth
    from '{truth}/entries.parquet' t join files f on f.file = cast(t.file as varchar)
)
select cast(row_number() over () as integer) as n, e.release_id, e.row_no, t.truth, e.vendor_id is not null as has_id,
       hash(e.vendor_id) as id, e.log, e.searcher_raw, e.searcher_id, e.custodian_id, e.searched_at, e.networks,
       e.window_from, e.window_to
from entries e
left join true_rows t on t.release_id = e.release_id and t.row_no = e.row_no
