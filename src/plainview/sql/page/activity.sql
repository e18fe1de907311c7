-- one row is one agency in one period ($grain: day or month): searches in logs, or sessions on its portal
select 'search' as unit, searcher_id as agency_id, cast(cast(date_trunc($grain, day) as date) as varchar) as period, count(*) as n
from page_searches
where in_log
group by all
union all
select 'session' as unit, custodian_id as agency_id, cast(cast(date_trunc($grain, hour_at) as date) as varchar) as period,
  cast(sum(n_sessions) as bigint) as n
from page_sessions
group by all
order by unit, agency_id, period
