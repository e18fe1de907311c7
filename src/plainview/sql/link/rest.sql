-- One row is one entry of such an old search that is not among the keyed: it keeps its label, which is the id of its search.
create or replace temp table rest as
with
members as (
    select a.release_no, cast(l.row_no as uinteger) as row_no, l.release_id, l.tier, l.search_release_id, l.search_row_no
    from read_parquet(getvariable('before').links) l
    semi join old_searches using (search_release_id, search_row_no)
    join arrivals a on a.release_id = l.release_id
)
select m.*
from members m
anti join keyed k using (release_no, row_no)
anti join (select release_id, cast(row_no as uinteger) as row_no from to_other_month) using (release_id, row_no)
