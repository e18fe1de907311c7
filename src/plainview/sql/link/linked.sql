-- One row is one entry with the first entry of its search, how many entries that search has, and what a search takes from
-- them. Entries with one vendor id are one search; without an id, or alone with it, an entry is its own first.
create or replace temp table linked as
with
firsts as (
    select vendor_id, count(*) as n_entries, min((release_id, row_no)) as first_entry
    from entries where vendor_id is not null group by vendor_id having count(*) > 1
)
select e.release_id, e.row_no,
       coalesce(f.first_entry[1], e.release_id) as first_release_id, coalesce(f.first_entry[2], e.row_no) as first_row_no,
       e.vendor_id is not null as has_id, coalesce(f.n_entries, 1) as n_entries,
       e.custodian_id, e.searcher_id, e.searched_at, e.networks, e.devices, e.reason_id, e.reason_state <> 'value' as undisclosed,
       case when f.vendor_id is not null then -length(e.reason_raw) end as shortness
from entries e
left join firsts f using (vendor_id)
