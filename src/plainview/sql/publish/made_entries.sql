-- one row is one log entry as it may be published: who searched when, in whose log, how far, and which cells the log shows or hides.
-- Nothing of accounts, case numbers and plates but the state of the cell, and nothing that was typed.
create or replace temp table publish_entries as
select cast(coalesce(e.custodian_id, '') as page_agency) as custodian_id, cast(coalesce(e.searcher_id, '') as page_agency) as searcher_id,
  e.release_id, e.row_no, l.search_release_id, l.search_row_no, e.log, cast(e.searched_at as date) as day, hour(e.searched_at) as hour,
  e.networks, e.devices, e.reason_id, e.reason_state, e.case_state, e.account_state, e.plate_state
from entries e join links l on l.release_id = e.release_id and l.row_no = e.row_no
order by custodian_id, date_trunc('month', e.searched_at) nulls last, searcher_id, e.searched_at, e.release_id, e.row_no
