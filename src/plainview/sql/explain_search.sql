-- One row is one entry of the search that an entry belongs to, itself included: at most 60, and those with the longest disclosed reason and the longest
-- offences among them. Of accounts, case numbers and plates only the state of the cell: what one custodian hid is not told from another's log.
with
found as (
    select release_id, row_no, tier from links where search_release_id = $release and search_row_no = $row_no
),
placed as (
    select e.release_id, e.row_no, e.locator, r.path, r.custodian_raw, e.custodian_id, e.log, f.tier, e.searcher_raw, e.searched_at, e.window_from,
           e.window_to, e.networks, e.devices, e.search_type, e.moderation, e.reason_raw, e.reason_state, e.offense_raw, e.account_state,
           e.case_state, e.plate_state, count(*) over () as n_entries,
           row_number() over (order by e.custodian_id, e.log, e.release_id, e.row_no) as place,
           row_number() over (order by e.reason_state <> 'value', -length(e.reason_raw), e.release_id, e.row_no) as reason_place,
           row_number() over (order by -length(coalesce(e.offense_raw, '')), e.release_id, e.row_no) as offense_place
    from found f
    join entries e on e.release_id = f.release_id and e.row_no = f.row_no
    join releases r on r.release_id = f.release_id
)
select * exclude (place, reason_place, offense_place), (select count(distinct custodian_id) from placed) as n_custodians
from placed
where place <= 60 or reason_place = 1 or offense_place <= 3
order by custodian_id, log, release_id, row_no
