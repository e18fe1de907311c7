-- one row is one agency whose log is held: how many entries it has, and from when to when
select cast(custodian_id as varchar) as custodian_id, count(*) as n, cast(min(day) as varchar) as first_on, cast(max(day) as varchar) as last_on
from publish_entries
group by custodian_id
order by cast(custodian_id as varchar)
