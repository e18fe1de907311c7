-- One row is one older entry that belongs to another month now than before, since an added release has its id in an earlier one.
create or replace temp table to_other_month as
select e.*, s.printed, s.month, coalesce(o.month, s.printed) as month_before
from strays s
join linkable e using (release_id, row_no)
left join read_parquet($path) o on o.release_id = s.release_id and o.row_no = s.row_no
where s.id in (select id from fresh) and s.release_id not in (select release_id from fresh)
  and s.month is distinct from coalesce(o.month, s.printed)
