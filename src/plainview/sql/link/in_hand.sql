-- One row is one entry of the months in hand. An id that stands in several months has all its entries in the earliest.
create or replace temp view in_hand as
select e.*, cast(date_trunc('month', e.searched_at) as date) as month, false as is_displaced
from linkable e anti join displaced d using (release_id, row_no)
where e.searched_at >= getvariable('hand').since and e.searched_at < getvariable('hand').until
union all
select e.*, cast(null as date), false
from linkable e anti join displaced d using (release_id, row_no)
where getvariable('hand').undated and e.searched_at is null
union all
select e.*, d.month, true
from linkable e join displaced d using (release_id, row_no)
where d.month >= getvariable('hand').since and d.month < getvariable('hand').until
