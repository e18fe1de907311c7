-- The one row is an entry (or event, share line, portal value) with the release it stands in.
select r.release_id, r.name, r.path, r.sha256, r.kind, r.layout, r.made_by, r.received_on, r.header_raw,
       r.custodian_raw, r.custodian_basis, r.source_url, e.locator, e.row_no, e.searcher_raw, e.searcher_id,
       e.searched_at, e.window_from, e.window_to, e.networks, e.devices, e.vendor_id, e.reason_raw, e.reason_state,
       e.offense_raw, e.case_state, e.account_state, e.plate_state, e.reason_id, l.search_id, l.tier
from releases r
join entries e using (release_id)
left join links l on l.release_id = e.release_id and l.row_no = e.row_no
where starts_with(e.release_id, $release) and e.row_no = $row_no
order by r.release_id
