-- one row is one agency whose searches few people made, as far as the logs tell: fewer than five accounts, or fewer than five searches
create or replace temp table publish_few as
select e.searcher_id
from entries e join links l on l.release_id = e.release_id and l.row_no = e.row_no
where coalesce(e.searcher_id, '') <> ''
group by e.searcher_id
having count(distinct e.account_token) filter (where e.account_state in ('value', 'partial')) between 1 and 4
  or count(distinct l.search_release_id || ':' || l.search_row_no) < 5
