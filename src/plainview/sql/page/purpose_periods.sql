-- one row is one purpose in one period ($grain: day, week or month), over all agencies but those whose reasons change kind: across
-- such a day a rise or fall tells how reasons are entered
with
stated as (
  select distinct reason_id, purpose from purposes
),
changing as (
  select distinct unit, agency_id from eras where era_no > 1
),
given as (
  select date_trunc($grain, day) as at, reason_id, count(*) as n
  from page_searches
  where in_log and searcher_id not in (select cast(agency_id as page_agency) from changing where unit = 'search')
  group by all
),
bucketed as (
  select s.session_no, s.hour_at, p.purpose, least(s.n_sessions, count(*)) as n
  from page_sessions s join page_listed i on i.session_no = s.session_no join stated p on p.reason_id = i.reason_id
  where s.custodian_id not in (select agency_id from changing where unit = 'session')
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
