-- one row is one agency that may search another's cameras by any list: is it federal, and had it a 287(g) task-force agreement on
-- a day on which it is listed. federal, delegated: certain, possible, unreadable, no. A jail agreement alone is not counted (is_jail).
create or replace temp table page_door_partners as
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
named as (
  select from_id, to_id, try_cast(cast(seen_on as varchar) as date) as seen_on, release_id, row_no, locator, to_raw,
    coalesce(flags, '') in ('', 'federal') as is_live
  from share_rows
  where coalesce(from_id, '') <> '' and coalesce(to_id, '') <> '' and from_id <> to_id
),
met as (
  select n.from_id, n.to_id, bool_or(p.is_task) as is_task, bool_or(not p.is_task) as is_jail
  from (select distinct from_id, to_id, seen_on from named) n
  join programme p on p.agency_id = n.to_id and n.seen_on >= p.from_on and n.seen_on <= p.to_on
  group by all
),
partners as (
  select from_id, to_id, min(seen_on) as first_on, max(seen_on) as last_on, count(distinct release_id) as n_documents,
    bool_or(is_live) as is_live, max({'at': seen_on, 'release_id': release_id, 'row_no': row_no, 'locator': locator}) as newest
  from named
  group by all
)
select p.from_id as custodian_id, p.to_id as partner_id, p.first_on, p.last_on, p.n_documents, p.newest.release_id as release_id,
  p.newest.row_no as row_no, p.newest.locator as locator,
  case when a.level = 'federal' and a.confidence >= 0.9 and p.is_live then 'certain'
    when a.level = 'federal' then 'possible'
    when coalesce(a.level, '') in ('', 'unknown') then 'unreadable'
    else 'no' end as federal,
  case when m.is_task and a.confidence >= 0.9 and p.is_live and p.first_on <= l.until_on then 'certain'
    when m.is_task then 'possible'
    when coalesce(a.level, '') in ('federal', 'private') then 'no'
    when p.first_on >= l.from_on and p.last_on <= l.until_on and a.confidence >= 0.9 and coalesce(a.level, '') not in ('', 'unknown') then 'no'
    else 'unreadable' end as delegated,
  coalesce(m.is_jail and not m.is_task, false) as is_jail
from partners p
left join agencies a on a.agency_id = p.to_id
left join met m on m.from_id = p.from_id and m.to_id = p.to_id
cross join lists l
