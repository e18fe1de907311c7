-- One row is one entry that comes to the months in hand: of an added release, or moved there.
create or replace temp view joining as
select f.* exclude (id, printed), coalesce(d.month, f.printed) as month, d.id is not null as is_displaced
from fresh f left join displaced d using (release_id, row_no)
where coalesce(d.month, f.printed) in (select month from hand_months)
union all
select * exclude (printed, month, month_before), month, true from to_other_month where month in (select month from hand_months)
