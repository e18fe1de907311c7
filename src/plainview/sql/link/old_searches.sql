-- One row is one search of the generation before that may no longer be as it was: an entry of it is stirred or moved, or an
-- added release has its id.
create or replace temp table old_searches as
select distinct l.search_release_id, l.search_row_no
from read_parquet(getvariable('before').links) l
semi join (
    select a.release_id, cast(k.row_no as bigint) as row_no from keyed k join arrivals a using (release_no)
    union all
    select release_id, row_no from to_other_month
) t using (release_id, row_no)
union
select search_release_id, search_row_no from met_ids
