-- one row is one agency in one period ($grain: day or month): searches in logs, or sessions on its portal
with logged as (
  select distinct l.search_id
  from links l join entries e on e.release_id = l.release_id and e.row_no = l.row_no
  where e.log <> 'portal'
)
select 'search' as unit, coalesce(s.searcher_id, '') as agency_id,
  cast(cast(date_trunc($grain, s.searched_at) as date) as varchar) as period, count(*) as n
from searches s join logged g on g.search_id = s.search_id
group by all
union all
select 'session' as unit, coalesce(custodian_id, '') as agency_id,
  cast(cast(date_trunc($grain, hour_at) as date) as varchar) as period, cast(sum(n_sessions) as bigint) as n
from sessions
group by all
order by unit, agency_id, period
