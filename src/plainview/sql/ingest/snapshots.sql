-- One row is one labelled value on one portal page (or one figure of a printed report).
select p.release_id, p.row_offset + s.row_in_part as row_no, s.locator, r.custodian_id as agency_id,
       try_cast(r.seen_on as date) as seen_on, s.field, s.label_raw, s.value_raw, s.value, s.unit
from raw_snapshots s join parts p using (bytes_id, part) join received r on r.release_id = p.release_id
order by p.release_id, row_no, s.field
