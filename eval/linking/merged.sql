-- One row is one id that stands for several agencies.
select agency_id, list_sort(list(distinct spelling))[1:4] as spellings
from spelled group by agency_id having count(distinct agency) > 1 order by agency_id limit 12
