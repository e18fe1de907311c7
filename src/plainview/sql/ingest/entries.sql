-- One row is one log's record of one search, with the ids of its searcher and of its reason.
create or replace temp view made_entries as
select
    t.release_id, t.row_no, t.locator, t.custodian_id, t.log, t.searcher_raw, n.agency_id as searcher_id,
    t.searched_at, t.window_from, t.window_to, t.networks, t.devices, t.vendor_id, t.search_type,
    r.reason_id, t.reason_raw, t.reason_state, t.offense_raw, t.case_raw, t.case_state,
    t.account_token, t.account_state, t.plate_token, t.plate_state, t.filters_raw, t.prompt_raw, t.moderation, t.made_by
from typed t
left join agency_names n on n.name_raw = t.searcher_raw
left join agencies a using (agency_id)
left join offices o using (agency_id)
left join reasons r
  on r.reason_raw is not distinct from t.reason_raw
 and r.reason_state = t.reason_state
 and r.offense_raw is not distinct from t.offense_raw
 and r.case_shape is not distinct from t.case_shape
 and r.search_type is not distinct from t.search_type
 and r.state = coalesce(a.state, '')
 and r.office = coalesce(o.office, '')
