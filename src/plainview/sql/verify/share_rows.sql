-- One row is one line of a sharing list drawn by chance, with what its file needs for being read again.
select s.release_id, s.row_no, s.locator, r.sha256, r.custodian_raw, r.layout,
       s.from_raw, s.to_raw, s.direction, s.flags
from share_rows s join releases r using (release_id)
order by md5(concat(s.release_id, ':', s.row_no, ':', s.direction, ':', s.from_raw, ':', s.to_raw, ':', $seed)),
         s.release_id, s.row_no, s.from_raw, s.to_raw
limit $n
