-- one row is one purpose in one period ($grain: day or month), over all agencies
with logged as (
  select distinct l.search_id
  from links l join entries e on e.release_id = l.release_id and e.row_no = l.row_no
  where e.log <> 'portal'
),
listed as (
  select e.custodian_id, date_trunc('hour', e.searched_at) as hour_at, coalesce(e.reason_raw, '') as reason_raw, e.reason_id,
    count(distinct l.search_id) as n_ids
  from entries e join links l on e.release_id = l.release_id and e.row_no = l.row_no
  where e.log = 'portal'
  group by all
),
bucketed as (
  select s.hour_at, s.custodian_id, s.reason_raw, p.purpose, least(s.n_sessions, sum(i.n_ids)) as n
  from sessions s join listed i
    on s.custodian_id = i.custodian_id and s.hour_at = i.hour_at and coalesce(s.reason_raw, '') = i.reason_raw
  join purposes p on p.reason_id = i.reason_id
  group by s.hour_at, s.custodian_id, s.reason_raw, p.purpose, s.n_sessions
)
select 'search' as unit, p.purpose, cast(cast(date_trunc($grain, s.searched_at) as date) as varchar) as period,
  count(distinct s.search_id) as n
from searches s join logged g on g.search_id = s.search_id join purposes p on p.reason_id = s.reason_id
group by all
union all
select 'session' as unit, purpose, cast(cast(date_trunc($grain, hour_at) as date) as varchar) as period, cast(sum(n) as bigint) as n
from bucketed
group by all
order by unit, purpose, period
