-- one row is one agency and one purpose: searches or sessions whose reason states it for certain, and possibly
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
  select s.custodian_id as agency_id, s.hour_at, s.reason_raw, p.purpose,
    least(s.n_sessions, coalesce(sum(i.n_ids) filter (where p.certainty = 'certain'), 0)) as n_certain,
    least(s.n_sessions, sum(i.n_ids)) as n_possible
  from sessions s join listed i
    on s.custodian_id = i.custodian_id and s.hour_at = i.hour_at and coalesce(s.reason_raw, '') = i.reason_raw
  join purposes p on p.reason_id = i.reason_id
  group by s.custodian_id, s.hour_at, s.reason_raw, s.n_sessions, p.purpose
)
select 'search' as unit, coalesce(s.searcher_id, '') as agency_id, p.purpose,
  count(distinct s.search_id) filter (where p.certainty = 'certain') as n_certain, count(distinct s.search_id) as n_possible
from searches s join logged g on g.search_id = s.search_id join purposes p on p.reason_id = s.reason_id
group by all
union all
select 'session' as unit, coalesce(agency_id, '') as agency_id, purpose, cast(sum(n_certain) as bigint) as n_certain,
  cast(sum(n_possible) as bigint) as n_possible
from bucketed
group by all
order by unit, agency_id, n_possible desc, purpose
