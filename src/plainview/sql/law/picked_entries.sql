-- One row is one entry that was picked as evidence, with the columns that facts come from: of so few, every fact is put together.
create or replace temp table law_picked_entries as
select e.release_id, e.row_no, e.locator, e.custodian_id, e.log, e.searcher_raw, e.searcher_id, e.searched_at, e.window_from,
       e.networks, e.vendor_id, e.reason_id, e.reason_raw, e.case_state, e.account_state, e.plate_state, e.filters_raw
from entries e
join known_file d on d.release_id = e.release_id
semi join law_picked k on k.row_key = d.release_no * 1099511627776 + e.row_no
