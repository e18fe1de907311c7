-- one row is one searcher in one custodian's log (portals apart) on one day: its searches, each once a custodian; of these, those that
-- name a federal body and are made for another agency (n_both), that name one (n_names), that are made for an agency not
-- named as federal (n_assists), that tell nothing (n_silent).
-- All entries are counted, and those that print a search once more are taken away again: they are few.
create or replace temp table page_door_days as
with
repeated as (
  -- only what one custodian's files print more than once is looked up among the entries
  select l.release_id, l.row_no, hash(l.search_release_id, l.search_row_no) as search_key
  from links l join releases r on r.release_id = l.release_id
  where l.n_entries > 1
    and (l.search_release_id, l.search_row_no) in (select (search_release_id, search_row_no) from searches where n_entries > n_custodians)
  qualify count(*) over (partition by r.custodian_id, l.search_release_id, l.search_row_no) > 1
),
again as (
  select e.custodian_id, e.log, e.searcher_id, e.searched_at, e.reason_id
  from repeated r join entries e on e.release_id = r.release_id and e.row_no = r.row_no
  where e.log <> 'portal'
  qualify row_number() over (partition by e.custodian_id, r.search_key order by e.log, e.release_id, e.row_no) > 1
),
told as (
  select e.custodian_id, e.log, coalesce(e.searcher_id, '') as searcher_id, cast(e.searched_at as date) as day, count(*) as n,
    count(case when d.said = 'both' then 1 end) as n_both, count(case when d.said in ('both', 'names') then 1 end) as n_names,
    count(case when d.said = 'assists' then 1 end) as n_assists,
    count(case when coalesce(d.said, 'silent') = 'silent' then 1 end) as n_silent
  from entries e left join page_door_reasons d on d.reason_id = e.reason_id
  where e.log <> 'portal' and coalesce(e.custodian_id, '') <> ''
  group by all
),
twice as (
  select a.custodian_id, a.log, coalesce(a.searcher_id, '') as searcher_id, cast(a.searched_at as date) as day, count(*) as n,
    count(case when d.said = 'both' then 1 end) as n_both, count(case when d.said in ('both', 'names') then 1 end) as n_names,
    count(case when d.said = 'assists' then 1 end) as n_assists,
    count(case when coalesce(d.said, 'silent') = 'silent' then 1 end) as n_silent
  from again a left join page_door_reasons d on d.reason_id = a.reason_id
  group by all
)
select t.custodian_id, t.log, t.searcher_id, t.day, t.n - coalesce(w.n, 0) as n, t.n_both - coalesce(w.n_both, 0) as n_both,
  t.n_names - coalesce(w.n_names, 0) as n_names, t.n_assists - coalesce(w.n_assists, 0) as n_assists, t.n_silent - coalesce(w.n_silent, 0) as n_silent
from told t
left join twice w on w.custodian_id = t.custodian_id and w.log = t.log and w.searcher_id = t.searcher_id and w.day is not distinct from t.day
