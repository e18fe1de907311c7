-- one row is what was measured of one way of linking, with the ids hidden
select *
from link_errors
order by tier
