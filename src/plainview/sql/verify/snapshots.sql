-- One row is one value of a page drawn by chance, with what its file needs for being read again.
select s.release_id, s.row_no, s.locator, r.sha256, r.custodian_raw, r.layout,
       s.field, s.label_raw, s.value_raw, s.value, s.unit
from snapshots s join releases r using (release_id)
order by md5(concat(s.release_id, ':', s.row_no, ':', s.field, ':', $seed)), s.release_id, s.row_no, s.field
limit $n
