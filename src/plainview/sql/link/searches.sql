-- One row is one search, linked across logs. The fullest reason wins: one that was disclosed before one that was not.
with
told as (
    select l.search_id, l.tier, e.*,
           row_number() over (
               partition by l.search_id
               order by e.reason_state <> 'value', length(e.reason_raw) desc, e.release_id, e.row_no
           ) as rank
    from entries e join links l using (release_id, row_no)
)
select search_id, any_value(tier) as tier, min(searcher_id) as searcher_id, min(searched_at) as searched_at,
       max(networks) as networks, max(devices) as devices,
       max(case when rank = 1 then reason_id end) as reason_id,
       count(*) as n_entries, count(distinct custodian_id) as n_custodians
from told
group by search_id
order by search_id
