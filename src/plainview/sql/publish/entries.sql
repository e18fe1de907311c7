-- one row is one entry of one agency's log ($custodian), by month, searcher and time; of an agency of few people in no order of time
select if(p.entry_no is null, p.release_id || ':' || p.row_no, '0000000000000000:' || p.entry_no) as entry,
  if(p.entry_no is null, p.search_release_id || ':' || p.search_row_no, '0000000000000000:' || p.search_no) as search, p.log,
  cast(p.searcher_id as varchar) as searcher_id, coalesce(if(p.entry_no is null, strftime(p.day, '%Y-%m-%d'), strftime(p.day, '%Y-%m')), '') as day,
  if(p.entry_no is null, p.hour, null) as hour, p.networks, p.devices, p.reason_id,
  coalesce(p.reason_state, '') as reason, coalesce(p.case_state, '') as case_number, coalesce(p.account_state, '') as account,
  coalesce(p.plate_state, '') as plate
from publish_entries p
where p.custodian_id = cast($custodian as page_agency)
order by p.day is null, date_trunc('month', p.day), cast(p.searcher_id as varchar), p.entry_no nulls first,
  if(p.entry_no is null, p.day, null), if(p.entry_no is null, p.hour, null), p.release_id, p.row_no
