-- one row is one log entry as it may be published: who searched when, in whose log, how far, and which cells the log shows or hides.
-- Nothing of accounts, case numbers and plates but the state of the cell, and nothing that was typed. Of an agency of few people the month
-- stands for the day, the hour is left out, and entry and search are numbers in an order that tells nothing of the time.
create or replace temp table publish_entries as
with shown as (
  select e.custodian_id, e.searcher_id, e.release_id, e.row_no, l.search_release_id, l.search_row_no, e.log, e.searched_at, e.networks, e.devices,
    e.reason_id, e.reason_state, e.case_state, e.account_state, e.plate_state, f.searcher_id is not null as is_few
  from entries e join links l on l.release_id = e.release_id and l.row_no = e.row_no
  left join publish_few f on f.searcher_id = e.searcher_id
),
numbered as (
  select release_id, row_no,
    row_number() over (order by sha256(release_id || ':' || row_no)) as entry_no,
    dense_rank() over (order by sha256(search_release_id || ':' || search_row_no)) as search_no
  from shown where is_few
)
select cast(coalesce(s.custodian_id, '') as page_agency) as custodian_id, cast(coalesce(s.searcher_id, '') as page_agency) as searcher_id,
  s.release_id, s.row_no, s.search_release_id, s.search_row_no, s.log, cast(s.searched_at as date) as day, hour(s.searched_at) as hour,
  s.networks, s.devices, s.reason_id, s.reason_state, s.case_state, s.account_state, s.plate_state, n.entry_no, n.search_no
from shown s left join numbered n on s.is_few and n.release_id = s.release_id and n.row_no = s.row_no
order by custodian_id, date_trunc('month', s.searched_at) nulls last, searcher_id, n.entry_no, s.searched_at, s.release_id, s.row_no
