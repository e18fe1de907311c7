-- One row is one line of an administrative log.
select p.release_id, p.row_offset + e.row_in_part as row_no, e.locator, r.custodian_id,
       try_strptime(trim(event_at_raw), ['%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%d %H:%M:%S', '%m/%d/%Y, %I:%M:%S %p UTC']) as event_at,
       e.user_token, e.event_type, e.entity_type, e.details_json, e.event_id
from raw_events e join parts p using (bytes_id, part) join received r on r.release_id = p.release_id
order by p.release_id, row_no
