-- one row is one search id of an earlier build that is none now, and the search that it leads to; n: how many there are in all
select old_id, search_id, count(*) over () as n
from moved
order by old_id
limit 50000
