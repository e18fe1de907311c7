-- One row is one search, linked across logs. The fullest reason wins: one that was disclosed before one that was not,
-- then the longest; the first entry breaks a tie.
select l.search_id, any_value(l.tier) as tier, min(e.searcher_id) as searcher_id, min(e.searched_at) as searched_at,
       max(e.networks) as networks, max(e.devices) as devices,
       arg_min(e.reason_id, (e.reason_state <> 'value', -length(e.reason_raw), e.release_id, e.row_no)) as reason_id,
       count(*) as n_entries, count(distinct e.custodian_id) as n_custodians
from entries e join links l using (release_id, row_no)
group by l.search_id
order by l.search_id
