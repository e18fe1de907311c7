-- one row is one agency
select agency_id, canonical, state, kind, level
from agencies
order by agency_id
