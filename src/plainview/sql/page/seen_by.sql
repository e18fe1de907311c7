-- one row is one searcher in one custodian's logs (portals apart)
select e.custodian_id, coalesce(e.searcher_id, '') as searcher_id, count(distinct l.search_id) as n_searches, count(*) as n_entries,
  cast(cast(min(e.searched_at) as date) as varchar) as first_on, cast(cast(max(e.searched_at) as date) as varchar) as last_on
from entries e join links l on e.release_id = l.release_id and e.row_no = l.row_no
where e.log <> 'portal'
group by all
order by e.custodian_id, n_searches desc, searcher_id
