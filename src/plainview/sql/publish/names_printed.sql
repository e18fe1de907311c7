-- one row is one name of an agency as the records print it, with the agency it was read as
select a.agency_id, a.canonical, a.state, a.kind, n.name_raw
from agencies a left join agency_names n on n.agency_id = a.agency_id
order by a.agency_id, n.name_raw
