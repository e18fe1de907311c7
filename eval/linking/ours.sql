-- One row is one entry with the number of the entry that names its search, as the build has it.
create temp table ours as
select j.n, r.n as found, l.tier
from links l
join judged j on j.release_id = l.release_id and j.row_no = l.row_no
left join judged r on r.release_id || ':' || r.row_no = l.search_id
