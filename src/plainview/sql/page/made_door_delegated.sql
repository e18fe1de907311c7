-- one row is one agency and day on which it searched: had it a 287(g) agreement then (task: task force, jail: only another one, none),
-- or can that not be told (unknown: no list of that time is held, or the name is not sure). is_sure: the name is, and a list as new as the day is held
create or replace temp table page_door_delegated as
with
programme as (
  select agency_id, cast(from_on as date) as from_on, coalesce(cast(to_on as date), date '9999-12-31') as to_on,
    contains(lower(model), 'task force') as is_task
  from memberships
  where contains(lower(programme), '287')
),
lists as (
  -- the days that the lists held are known to cover; nothing is known of a day after the newest
  select min(cast(lists_from as date)) as from_on, max(cast(lists_to as date)) as until_on
  from memberships where contains(lower(programme), '287')
),
days as (
  select distinct searcher_id, day from page_door_days where searcher_id <> ''
  union
  select distinct custodian_id, cast(hour_at as date) from page_sessions where custodian_id <> ''
),
met as (
  select d.searcher_id, d.day, bool_or(p.is_task) as is_task
  from days d join programme p on p.agency_id = d.searcher_id and d.day >= p.from_on and d.day <= p.to_on
  group by all
)
select d.searcher_id, d.day,
  case when m.is_task then 'task'
    when m.is_task is not null then 'jail'
    when coalesce(a.level, '') in ('federal', 'private') then 'none'
    when d.day between l.from_on and l.until_on and a.confidence >= 0.9 and coalesce(a.level, '') not in ('', 'unknown') then 'none'
    else 'unknown' end as held,
  coalesce(a.confidence >= 0.9 and d.day <= l.until_on, false) as is_sure
from days d
left join met m on m.searcher_id = d.searcher_id and m.day = d.day
left join agencies a on a.agency_id = d.searcher_id
cross join lists l
