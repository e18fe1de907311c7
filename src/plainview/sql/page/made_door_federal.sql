-- one row is one searcher that is federal, or of which that is not known, in one network audit on one day: was it on the custodian's own
-- sharing list then? The list of that very day decides; else the list before and the one after, at most 45 days off, must agree; one list
-- alone never gives a certain "not listed". Names are compared without the state: a list and a log need not both print it.
-- status: listed, not_listed, perhaps, no_list; or unknown where the searcher's level is
create or replace temp table page_door_federal as
with
found as (
  select d.custodian_id, d.searcher_id, d.day, d.n, a.level = 'federal' as is_federal,
    a.level = 'federal' and a.confidence >= 0.9 as is_sure
  from page_door_days d join agencies a on a.agency_id = d.searcher_id
  where d.log = 'network' and d.searcher_id <> d.custodian_id and d.day is not null
    and (a.level = 'federal' or coalesce(a.level, '') in ('', 'unknown'))
),
own as (
  select distinct s.from_id, substr(s.to_id, 4) as slug, try_cast(cast(s.seen_on as varchar) as date) as seen_on
  from share_rows s join releases r on r.release_id = s.release_id
  where r.custodian_id = s.from_id and s.direction = 'outbound' and s.seen_on is not null
),
lists as (
  select distinct from_id, seen_on from own where from_id in (select custodian_id from found)
),
near as (
  select f.custodian_id, f.day, max(case when l.seen_on <= f.day then l.seen_on end) as before_on, min(case when l.seen_on > f.day then l.seen_on end) as after_on
  from (select distinct custodian_id, day from found where is_federal) f join lists l on l.from_id = f.custodian_id
  group by all
),
seen as (
  select f.*, n.before_on, n.after_on, b.slug is not null as is_before, a.slug is not null as is_after
  from found f
  left join near n on n.custodian_id = f.custodian_id and n.day = f.day
  left join own b on b.from_id = f.custodian_id and b.slug = substr(f.searcher_id, 4) and b.seen_on = n.before_on
  left join own a on a.from_id = f.custodian_id and a.slug = substr(f.searcher_id, 4) and a.seen_on = n.after_on
)
select custodian_id, searcher_id, day, n, is_sure,
  case when not coalesce(is_federal, false) then 'unknown'
    when before_on is null and after_on is null then 'no_list'
    when before_on = day then case when is_before then 'listed' else 'not_listed' end
    when before_on is null then case when is_after then 'listed' else 'perhaps' end
    when after_on is null then case when is_before then 'listed' else 'perhaps' end
    when is_before and is_after then 'listed'
    when is_before or is_after or date_diff('day', before_on, day) > 45 or date_diff('day', day, after_on) > 45 then 'perhaps'
    else 'not_listed' end as status
from seen
