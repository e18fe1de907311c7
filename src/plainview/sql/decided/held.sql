-- One row is the name of an entry that decisions are about and that the case holds. Reads the lent table `decided_names`.
select distinct n.release_id || ':' || n.row_no as name
from decided_names n
join entries e on e.release_id = n.release_id and e.row_no = n.row_no
order by name
