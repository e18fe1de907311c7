-- One row is one entry drawn by chance (equal seeds draw equal rows), with what its file needs for being read again.
select e.release_id, e.row_no, e.locator, r.sha256, r.custodian_raw, r.layout,
       e.searcher_raw, e.searched_at, e.window_from, e.window_to, e.networks, e.devices, e.vendor_id, e.search_type,
       e.reason_raw, e.reason_state, e.offense_raw, e.case_raw, e.case_state, e.account_token, e.account_state,
       e.plate_token, e.plate_state, e.filters_raw, e.prompt_raw, e.moderation
from entries e join releases r using (release_id)
order by md5(concat(e.release_id, ':', e.row_no, ':', $seed)), e.release_id, e.row_no
limit $n
