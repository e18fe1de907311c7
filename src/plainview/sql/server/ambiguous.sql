-- One row is one pair of log entries that may record one search: an entry that several searches fit (a), and the first entry of
-- one of those searches (b), with what a person compares. At most $most entries, in the order of the tables.
with open_links as (
    select release_id, row_no from links where tier = 'ambiguous' order by release_id, row_no limit $most
),
open_entries as (
    select e.release_id, e.row_no, e.custodian_id, e.searcher_id, e.searcher_raw, e.searched_at, e.networks, e.reason_raw,
           e.offense_raw, e.window_from, e.window_to, e.locator
    from entries e join open_links o on o.release_id = e.release_id and o.row_no = e.row_no
),
pairs as (
    select o.*, s.search_release_id, s.search_row_no, s.n_entries
    from open_entries o
    join searches s on s.searcher_id = o.searcher_id and s.searched_at = o.searched_at
    where not (s.search_release_id = o.release_id and s.search_row_no = o.row_no)
)
select p.release_id || ':' || p.row_no as a, e.release_id || ':' || e.row_no as b, p.n_entries,
       p.custodian_id as a_custodian, e.custodian_id as b_custodian,
       p.searcher_raw as a_searcher, e.searcher_raw as b_searcher,
       strftime(p.searched_at, '%Y-%m-%d %H:%M:%S') as a_at, strftime(e.searched_at, '%Y-%m-%d %H:%M:%S') as b_at,
       p.networks as a_networks, e.networks as b_networks,
       p.reason_raw as a_reason, e.reason_raw as b_reason,
       p.offense_raw as a_offense, e.offense_raw as b_offense,
       strftime(p.window_from, '%Y-%m-%d %H:%M:%S') as a_from, strftime(e.window_from, '%Y-%m-%d %H:%M:%S') as b_from,
       strftime(p.window_to, '%Y-%m-%d %H:%M:%S') as a_to, strftime(e.window_to, '%Y-%m-%d %H:%M:%S') as b_to,
       coalesce(nullif(ca.canonical, ''), p.custodian_id) as a_whose, coalesce(nullif(cb.canonical, ''), e.custodian_id) as b_whose
from pairs p
join entries e on e.release_id = p.search_release_id and e.row_no = p.search_row_no
left join agencies ca on ca.agency_id = p.custodian_id
left join agencies cb on cb.agency_id = e.custodian_id
order by p.release_id, p.row_no, e.release_id, e.row_no
limit $pairs
