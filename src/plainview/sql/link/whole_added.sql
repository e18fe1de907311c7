-- One row is one entry of the sample on which the error of linking is measured (whole.sql), older ones and added ones.
create or replace temp table whole as
select *
from (from gathered union all select k.* from keyed k anti join gathered using (release_no, row_no))
where coalesce(epoch_us(searched_at) // 1000000, row_no) % getvariable('hand').every = 0
