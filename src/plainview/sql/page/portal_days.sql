-- one row is one custodian and one day on which its portal lists sessions
select custodian_id, cast(cast(hour_at as date) as varchar) as day, cast(sum(n_sessions) as bigint) as n_sessions,
  cast(sum(n_ids) as bigint) as n_ids
from sessions
group by all
order by custodian_id, day
