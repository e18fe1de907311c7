-- one row is one agency and one band of networks searched (0 means not known): searches, or sessions spread over their listed rows
with logged as (
  select distinct l.search_id
  from links l join entries e on e.release_id = l.release_id and e.row_no = l.row_no
  where e.log <> 'portal'
),
listed as (
  select e.custodian_id, date_trunc('hour', e.searched_at) as hour_at, coalesce(e.reason_raw, '') as reason_raw,
    l.search_id, max(e.networks) as networks
  from entries e join links l on e.release_id = l.release_id and e.row_no = l.row_no
  where e.log = 'portal'
  group by all
),
weighed as (
  select i.custodian_id as agency_id, i.networks,
    s.n_sessions / count(*) over (partition by i.custodian_id, i.hour_at, i.reason_raw) as n
  from listed i join sessions s
    on s.custodian_id = i.custodian_id and s.hour_at = i.hour_at and coalesce(s.reason_raw, '') = i.reason_raw
),
counted as (
  select 'search' as unit, coalesce(s.searcher_id, '') as agency_id, s.networks, 1.0 as n
  from searches s join logged g on g.search_id = s.search_id
  union all
  select 'session' as unit, coalesce(agency_id, '') as agency_id, networks, n from weighed
)
select unit, agency_id,
  case when coalesce(networks, 0) <= 0 then 0 when networks = 1 then 1 when networks <= 10 then 2 when networks <= 100 then 3
    when networks <= 500 then 4 when networks <= 1000 then 5 when networks <= 5000 then 6 else 7 end as band,
  cast(sum(n) as double) as n
from counted
group by all
order by unit, agency_id, band
