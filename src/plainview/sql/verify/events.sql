-- One row is one line of an administrative log drawn by chance, with what its file needs for being read again.
select e.release_id, e.row_no, e.locator, r.sha256, r.custodian_raw, r.layout,
       e.event_at, e.user_token, e.event_type, e.entity_type, e.details_json, e.event_id
from events e join releases r using (release_id)
order by md5(concat(e.release_id, ':', e.row_no, ':', $seed)), e.release_id, e.row_no
limit $n
