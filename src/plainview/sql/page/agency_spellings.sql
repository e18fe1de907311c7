-- one row is one spelling of a name, and the agency that it means in this case
select name_raw, agency_id
from agency_names
order by name_raw, agency_id
