-- One row is one agency and second of which an added release has an entry, or an older entry left it for another month.
create or replace temp table stirred as
select distinct s.agency_id as searcher_id, s.searcher_no, date_trunc('second', e.searched_at) as second
from (
    select f.release_id, f.searcher_id, f.searched_at from fresh f anti join displaced d using (release_id, row_no)
    union all
    select release_id, searcher_id, searched_at from to_other_month where printed = month_before
) e
join arrivals a on a.release_id = e.release_id and not a.is_coarse
join searchers s on s.agency_id = e.searcher_id
where e.searched_at is not null
