-- one row is one row in print behind one way through one custodian's door: up to 25 a way, the certain and the latest first.
-- who_id: the partner or searcher
with
entry_rows as (
  select e.custodian_id, 'back_federal' as way, 'search' as unit, f.status = 'not_listed' and f.is_sure as is_certain, cast(e.searched_at as date) as day,
    e.searcher_id as who_id, f.status as said, e.release_id, e.row_no, e.locator
  from page_door_federal f
  join entries e on e.custodian_id = f.custodian_id and e.searcher_id = f.searcher_id and cast(e.searched_at as date) = f.day and e.log = 'network'
  where f.status in ('not_listed', 'perhaps', 'no_list')
  union all
  select e.custodian_id, 'side_reason', case when e.log = 'portal' then 'session' else 'search' end, r.said = 'both', cast(e.searched_at as date),
    e.searcher_id, r.said, e.release_id, e.row_no, e.locator
  from entries e
  join page_door_reasons r on r.reason_id = e.reason_id and r.said in ('both', 'names')
  left join agencies a on a.agency_id = e.searcher_id
  where coalesce(a.level, '') <> 'federal'
  union all
  select e.custodian_id, 'side_delegated', case when e.log = 'portal' then 'session' else 'search' end, g.is_sure, cast(e.searched_at as date),
    e.searcher_id, g.held, e.release_id, e.row_no, e.locator
  from page_door_delegated g
  join entries e on e.searcher_id = g.searcher_id and cast(e.searched_at as date) = g.day
  where g.held = 'task'
),
every as (
  select * from entry_rows
  union all
  select custodian_id, 'front_federal', 'partner', federal = 'certain', last_on, partner_id, federal, release_id, row_no, locator
  from page_door_partners where federal in ('certain', 'possible')
  union all
  select custodian_id, 'front_delegated', 'partner', delegated = 'certain', last_on, partner_id, delegated, release_id, row_no, locator
  from page_door_partners where delegated in ('certain', 'possible')
  union all
  select coalesce(nullif(asked_id, ''), custodian_id), 'informal_mail', 'message', asker_kind = 'federal', cast(sent_at as date), '', paraphrase,
    release_id, row_no, locator
  from messages
),
few as (
  select * from every
  qualify row_number() over (partition by custodian_id, way, unit order by is_certain desc, day desc, release_id, row_no) <= 200
),
met as (
  -- one search stands in many rows, one listed id in many captures: its first row is enough
  select v.*
  from few v left join links l on l.release_id = v.release_id and l.row_no = v.row_no
  qualify row_number() over (
    partition by v.custodian_id, v.way, v.unit,
      case when l.release_id is null then hash(v.release_id, v.row_no, v.who_id) else hash(l.search_release_id, l.search_row_no) end
    order by v.release_id, v.row_no
  ) = 1
),
placed as (
  select *, row_number() over (partition by custodian_id, way, unit order by is_certain desc, day desc, release_id, row_no) as place from met
)
select custodian_id, way, unit, is_certain, cast(day as varchar) as day, who_id, said, release_id, row_no, locator
from placed
where place <= 25 and coalesce(custodian_id, '') <> ''
order by custodian_id, way, unit, place
