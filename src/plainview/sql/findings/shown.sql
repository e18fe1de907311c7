-- One row is one entry that is shown as evidence, and where it is printed. Reads the lent table `shown`.
select s.release_id, s.row_no, e.locator
from shown s join entries e on e.release_id = s.release_id and e.row_no = s.row_no
