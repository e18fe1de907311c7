-- One row is one search id of an earlier build that is none now: the search in which the entry stands that it was called after,
-- and the build (its generation) since which it stands there. Only files of searches and links that are not the same as before
-- are read. An id whose entry the case holds no longer leads nowhere, and is left out.
with
old as (
    select search_release_id as release_id, search_row_no as row_no from read_parquet(cast($old_searches as varchar[]))
),
now as (
    select search_release_id as release_id, search_row_no as row_no from read_parquet(cast($searches as varchar[]))
),
told as (
    select old_id, search_id, since, split_part(old_id, ':', 1) as release_id, cast(split_part(old_id, ':', 2) as bigint) as row_no,
           split_part(search_id, ':', 1) as search_release_id, cast(split_part(search_id, ':', 2) as bigint) as search_row_no
    from moved_before
),
stale as (
    -- what was told before of a search whose file is another now
    select t.* from told t join old o on o.release_id = t.search_release_id and o.row_no = t.search_row_no
),
asked as (
    select release_id, row_no from old anti join now using (release_id, row_no)
    union
    select release_id, row_no from stale anti join now using (release_id, row_no)
),
landed as (
    select a.release_id || ':' || a.row_no as old_id, l.search_release_id || ':' || l.search_row_no as search_id
    from asked a join (select release_id, row_no, search_release_id, search_row_no from read_parquet(cast($links as varchar[]))) l using (release_id, row_no)
)
select l.old_id, l.search_id, case when s.search_id = l.search_id then s.since else $since end as since
from landed l left join stale s using (old_id)
union all
select old_id, search_id, since from told where old_id not in (select old_id from stale)
order by old_id
