-- one row is one purpose in one period ($grain: day, week or month), over all agencies
with
stated as (
  select distinct reason_id, purpose from purposes
),
given as (
  select date_trunc($grain, day) as at, reason_id, count(*) as n
  from page_searches
  where in_log
  group by all
),
bucketed as (
  select s.session_no, s.hour_at, p.purpose, least(s.n_sessions, count(*)) as n
  from page_sessions s join page_listed i on i.session_no = s.session_no join stated p on p.reason_id = i.reason_id
  group by s.session_no, s.hour_at, p.purpose, s.n_sessions
)
select 'search' as unit, p.purpose, cast(cast(g.at as date) as varchar) as period, cast(sum(g.n) as bigint) as n
from given g join stated p on p.reason_id = g.reason_id
group by all
union all
select 'session' as unit, purpose, cast(cast(date_trunc($grain, hour_at) as date) as varchar) as period, cast(sum(n) as bigint) as n
from bucketed
group by all
order by unit, purpose, period
