-- One row is one entry, with what linking reads of it.
create or replace temp view linkable as
select release_id, row_no, searcher_id, searched_at, networks, devices, window_from, window_to, vendor_id, reason_id, case_raw, account_token,
       plate_token, plate_state, filters_raw, prompt_raw, log
from entries
