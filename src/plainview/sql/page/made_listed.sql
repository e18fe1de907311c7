-- one row is one id that a portal listed for one session, with one reading of its reason
create or replace temp table page_listed as
select s.session_no, hash(l.search_release_id, l.search_row_no) as search_key, e.reason_id, max(e.networks) as networks
from entries e
join links l on e.release_id = l.release_id and e.row_no = l.row_no
join page_sessions s on s.custodian_id = coalesce(e.custodian_id, '') and s.hour_at = date_trunc('hour', e.searched_at)
  and s.reason_raw = coalesce(e.reason_raw, '')
where e.log = 'portal'
group by s.session_no, hash(l.search_release_id, l.search_row_no), e.reason_id
