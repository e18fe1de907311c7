-- one row is one custodian and one way through one of its doors, with three figures. n_beside: what is told beside them and not counted:
-- partners or searches with a 287(g) jail agreement alone, searches by federal bodies that were listed, searches for an agency that is not named as federal
with
partner_counts as (
  select custodian_id, 'front_federal' as way, 'partner' as unit, count(case when federal = 'certain' then 1 end) as n_certain,
    count(case when federal in ('certain', 'possible') then 1 end) as n_possible, count(case when federal = 'unreadable' then 1 end) as n_unreadable,
    count(*) as n_total, 0 as n_beside
  from page_door_partners group by custodian_id
  union all
  select custodian_id, 'front_delegated', 'partner', count(case when delegated = 'certain' then 1 end),
    count(case when delegated in ('certain', 'possible') then 1 end), count(case when delegated = 'unreadable' then 1 end),
    count(*), count(case when is_jail then 1 end)
  from page_door_partners group by custodian_id
),
audited as (
  select custodian_id, cast(sum(case when searcher_id <> custodian_id then n else 0 end) as bigint) as n_total
  from page_door_days where log = 'network' group by custodian_id
),
federal as (
  select custodian_id, cast(sum(case when status = 'not_listed' and is_sure then n else 0 end) as bigint) as n_certain,
    cast(sum(case when status in ('not_listed', 'perhaps') then n else 0 end) as bigint) as n_possible,
    cast(sum(case when status in ('no_list', 'unknown') then n else 0 end) as bigint) as n_unreadable,
    cast(sum(case when status = 'listed' then n else 0 end) as bigint) as n_beside
  from page_door_federal group by custodian_id
),
side as (
  select d.custodian_id, cast(sum(d.n_both) as bigint) as n_certain, cast(sum(d.n_names) as bigint) as n_possible, cast(sum(d.n_assists) as bigint) as n_assists,
    cast(sum(d.n_silent) as bigint) as n_unreadable, cast(sum(d.n) as bigint) as n_total,
    cast(sum(case when g.held = 'task' and g.is_sure then d.n else 0 end) as bigint) as n_task_sure,
    cast(sum(case when g.held = 'task' then d.n else 0 end) as bigint) as n_task,
    cast(sum(case when coalesce(g.held, 'unknown') = 'unknown' then d.n else 0 end) as bigint) as n_untold,
    cast(sum(case when g.held = 'jail' then d.n else 0 end) as bigint) as n_jail
  from page_door_days d
  left join agencies a on a.agency_id = d.searcher_id
  left join page_door_delegated g on g.searcher_id = d.searcher_id and g.day = d.day
  where coalesce(a.level, '') <> 'federal'
  group by d.custodian_id
),
listed as (
  select s.session_no, s.custodian_id, s.n_sessions, cast(s.hour_at as date) as day,
    least(s.n_sessions, count(distinct case when r.said = 'both' then i.search_key end)) as n_both,
    least(s.n_sessions, count(distinct case when r.said in ('both', 'names') then i.search_key end)) as n_names,
    least(s.n_sessions, count(distinct case when r.said = 'assists' then i.search_key end)) as n_assists,
    least(s.n_sessions, count(distinct case when coalesce(r.said, 'silent') = 'silent' then i.search_key end)) as n_silent
  from page_sessions s join page_listed i on i.session_no = s.session_no left join page_door_reasons r on r.reason_id = i.reason_id
  group by s.session_no, s.custodian_id, s.n_sessions, s.hour_at
),
own as (
  select l.custodian_id, cast(sum(l.n_both) as bigint) as n_certain, cast(sum(l.n_names) as bigint) as n_possible, cast(sum(l.n_assists) as bigint) as n_assists,
    cast(sum(l.n_silent) as bigint) as n_unreadable, cast(sum(l.n_sessions) as bigint) as n_total,
    cast(sum(case when g.held = 'task' and g.is_sure then l.n_sessions else 0 end) as bigint) as n_task_sure,
    cast(sum(case when g.held = 'task' then l.n_sessions else 0 end) as bigint) as n_task,
    cast(sum(case when coalesce(g.held, 'unknown') = 'unknown' then l.n_sessions else 0 end) as bigint) as n_untold,
    cast(sum(case when g.held = 'jail' then l.n_sessions else 0 end) as bigint) as n_jail
  from listed l left join page_door_delegated g on g.searcher_id = l.custodian_id and g.day = l.day
  group by l.custodian_id
),
mail as (
  select coalesce(nullif(asked_id, ''), custodian_id) as custodian_id, count(case when asker_kind = 'federal' then 1 end) as n_certain,
    count(case when asker_kind = 'federal' or coalesce(for_body, '') <> '' then 1 end) as n_possible,
    count(case when coalesce(asker_kind, '') in ('', 'personal', 'other') and coalesce(for_body, '') = '' then 1 end) as n_unreadable, count(*) as n_total
  from messages group by all
)
select custodian_id, way, unit, n_certain, n_possible, n_unreadable, n_total, n_beside
from (
  select * from partner_counts
  union all
  select u.custodian_id, 'back_federal', 'search', coalesce(f.n_certain, 0), coalesce(f.n_possible, 0), coalesce(f.n_unreadable, 0), u.n_total, coalesce(f.n_beside, 0)
  from audited u left join federal f on f.custodian_id = u.custodian_id
  union all
  select custodian_id, 'side_reason', 'search', n_certain, n_possible, n_unreadable, n_total, n_assists from side
  union all
  select custodian_id, 'side_delegated', 'search', n_task_sure, n_task, n_untold, n_total, n_jail from side
  union all
  select custodian_id, 'side_reason', 'session', n_certain, n_possible, n_unreadable, n_total, n_assists from own
  union all
  select custodian_id, 'side_delegated', 'session', n_task_sure, n_task, n_untold, n_total, n_jail from own
  union all
  select custodian_id, 'informal_mail', 'message', n_certain, n_possible, n_unreadable, n_total, 0 from mail
)
where coalesce(custodian_id, '') <> ''
order by custodian_id, way, unit
