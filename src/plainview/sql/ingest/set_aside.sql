-- One row is one printed row that gave no value: quarantined, or skipped by name.
select p.release_id, p.row_offset + s.row_in_part as row_no, s.locator, s.fate, s.name, s.why
from raw_set_aside s join parts p using (bytes_id, part)
order by p.release_id, row_no
