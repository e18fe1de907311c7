-- one row is one custodian, hour and reason of a portal, with a number to join by
create or replace temp table page_sessions as
select row_number() over (order by custodian_id, hour_at, reason_raw) as session_no, coalesce(custodian_id, '') as custodian_id, hour_at,
  coalesce(reason_raw, '') as reason_raw, n_sessions
from sessions
