-- One row is one entry of a search that has several, with the first of them and how many there are. Entries with one vendor
-- id are one search.
create or replace temp table repeated as
with
suspects as (
    -- numbers are grouped many times faster than texts; what only shares a number falls out in the next step
    select hash(vendor_id) as number from entries where vendor_id is not null group by 1 having count(*) > 1
),
firsts as (
    select vendor_id, count(*) as n_entries, min((release_id, row_no)) as first_entry
    from entries
    where vendor_id is not null and hash(vendor_id) in (select number from suspects)
    group by vendor_id having count(*) > 1
)
select e.release_id, e.row_no, e.locator, f.first_entry[1] as first_release_id, f.first_entry[2] as first_row_no,
       f.n_entries, e.custodian_id, e.searcher_id, e.searched_at, e.networks, e.devices, e.reason_id,
       e.log <> 'portal' as in_log, e.reason_state <> 'value' as undisclosed, -length(e.reason_raw) as shortness
from entries e join firsts f using (vendor_id)
