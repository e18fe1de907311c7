-- one row is one searcher in one custodian's logs (portals apart). A search that one custodian's logs show twice is counted once.
with
counted as (
  select custodian_id, coalesce(searcher_id, '') as searcher_id, count(*) as n_entries, min(searched_at) as first_at, max(searched_at) as last_at
  from entries
  where log <> 'portal'
  group by all
),
repeated as (
  -- only what one custodian's files print more than once is looked up among the entries
  select l.release_id, l.row_no, hash(l.search_release_id, l.search_row_no) as search_key
  from links l join releases r on r.release_id = l.release_id
  where l.n_entries > 1
    and (l.search_release_id, l.search_row_no) in (select (search_release_id, search_row_no) from searches where n_entries > n_custodians)
  qualify count(*) over (partition by r.custodian_id, l.search_release_id, l.search_row_no) > 1
),
again as (
  select custodian_id, searcher_id, cast(sum(n - 1) as bigint) as n_again
  from (
    select e.custodian_id, coalesce(e.searcher_id, '') as searcher_id, r.search_key, count(*) as n
    from repeated r join entries e on e.release_id = r.release_id and e.row_no = r.row_no
    where e.log <> 'portal'
    group by all
  )
  group by all
)
select c.custodian_id, c.searcher_id, c.n_entries - coalesce(a.n_again, 0) as n_searches, c.n_entries,
  cast(cast(c.first_at as date) as varchar) as first_on, cast(cast(c.last_at as date) as varchar) as last_on
from counted c
left join again a on a.custodian_id is not distinct from c.custodian_id and a.searcher_id = c.searcher_id
order by c.custodian_id, n_searches desc, c.searcher_id
