-- One row is one older entry of the months in hand: of an agency and second that are stirred, or of the sample on which the
-- error is measured.
create or replace temp view in_hand as
select e.*, cast(date_trunc('month', e.searched_at) as date) as month, false as is_displaced
from linkable e
left join stirred t on t.searcher_id = e.searcher_id and t.second = date_trunc('second', e.searched_at)
anti join displaced d on d.release_id = e.release_id and d.row_no = e.row_no
where e.searched_at >= getvariable('hand').since and e.searched_at < getvariable('hand').until
  and (t.second is not null or epoch_us(e.searched_at) // 1000000 % getvariable('hand').every = 0)
  and date_trunc('month', e.searched_at) in (select month from hand_months)
  and e.release_id not in (select release_id from fresh)
