-- One row is one of these entries (rest.sql), as it stands in the entries.
create or replace temp view rest_in_hand as
select e.*, cast(date_trunc('month', e.searched_at) as date) as month, false as is_displaced
from linkable e
semi join (select release_id, cast(row_no as bigint) as row_no from rest anti join displaced using (release_id, row_no)) using (release_id, row_no)
where e.searched_at >= getvariable('hand').since and e.searched_at < getvariable('hand').until
union all
select e.*, d.month, true
from linkable e
join (select d.release_id, d.row_no, d.month from displaced d semi join rest using (release_id, row_no)) d using (release_id, row_no)
