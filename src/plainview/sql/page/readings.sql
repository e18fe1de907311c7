-- one row is one agency and what its reasons gave: 'read', or why no purpose could be read (a cell state or a mark)
with logged as (
  select distinct l.search_id
  from links l join entries e on e.release_id = l.release_id and e.row_no = l.row_no
  where e.log <> 'portal'
),
outcomes as (
  select r.reason_id,
    case when r.reason_id in (select reason_id from purposes) then 'read'
      when r.reason_state not in ('value', 'partial', 'empty') then r.reason_state
      when r.reason_state = 'empty' or contains(r.marks, 'blank') then 'blank'
      when contains(r.marks, 'placeholder') then 'placeholder'
      when contains(r.marks, 'case_only') then 'case_only'
      when contains(r.marks, 'vague') then 'vague'
      when contains(r.marks, 'system_text') then 'system_text'
      else 'unrecognised' end as outcome
  from reasons r
),
listed as (
  select e.custodian_id, date_trunc('hour', e.searched_at) as hour_at, coalesce(e.reason_raw, '') as reason_raw,
    max(case when o.outcome = 'read' then 1 else 0 end) as is_read, min(o.outcome) as outcome
  from entries e left join outcomes o on o.reason_id = e.reason_id
  where e.log = 'portal'
  group by all
)
select 'search' as unit, coalesce(s.searcher_id, '') as agency_id, coalesce(o.outcome, 'not_exported') as outcome, count(*) as n
from searches s join logged g on g.search_id = s.search_id left join outcomes o on o.reason_id = s.reason_id
group by all
union all
select 'session' as unit, coalesce(s.custodian_id, '') as agency_id,
  case when i.is_read = 1 then 'read' else coalesce(i.outcome, 'not_exported') end as outcome, cast(sum(s.n_sessions) as bigint) as n
from sessions s left join listed i
  on s.custodian_id = i.custodian_id and s.hour_at = i.hour_at and coalesce(s.reason_raw, '') = i.reason_raw
group by all
order by unit, agency_id, outcome
