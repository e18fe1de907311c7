-- One row is one agency of this id, name or printed spelling.
select distinct a.agency_id, a.canonical, a.state, a.level
from agencies a left join agency_names n on n.agency_id = a.agency_id
where a.agency_id = $named or lower(a.canonical) = lower($named) or lower(n.name_raw) = lower($named)
order by a.agency_id
