-- One row is one agency with several ids.
select agency, list_sort(list(distinct agency_id)) as ids, list_sort(list(distinct spelling))[1:6] as spellings
from spelled group by agency having count(distinct agency_id) > 1 order by hash(agency) limit 20
