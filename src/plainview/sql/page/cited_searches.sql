-- one row is one of the given entries ($entries: release:row, separated by blanks) whose search has more entries than this one
with
given as (
  select distinct split_part(one, ':', 1) as release_id, try_cast(split_part(one, ':', 2) as bigint) as row_no
  from (select unnest(string_split($entries, ' ')) as one)
)
select g.release_id || ':' || g.row_no as entry, l.search_release_id || ':' || l.search_row_no as search_id
from links l join given g on g.release_id = l.release_id and g.row_no = l.row_no
where l.n_entries > 1
order by entry
