-- one row is one entry of one agency's log ($custodian), by month, searcher and time
select p.release_id || ':' || p.row_no as entry, p.search_release_id || ':' || p.search_row_no as search, p.log,
  cast(p.searcher_id as varchar) as searcher_id, coalesce(strftime(p.day, '%Y-%m-%d'), '') as day, p.hour, p.networks, p.devices, p.reason_id,
  coalesce(p.reason_state, '') as reason, coalesce(p.case_state, '') as case_number, coalesce(p.account_state, '') as account,
  coalesce(p.plate_state, '') as plate
from publish_entries p
where p.custodian_id = cast($custodian as page_agency)
order by p.day is null, date_trunc('month', p.day), cast(p.searcher_id as varchar), p.day, p.hour, p.release_id, p.row_no
