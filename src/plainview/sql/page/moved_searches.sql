-- one row is one search id of an earlier build that is none now, and leads to one of the given searches ($searches: ids, separated
-- by blanks)
select old_id, search_id
from moved
where search_id in (select unnest(string_split($searches, ' ')))
order by old_id
limit 5000
