-- One row is one month that entries of another were moved to, or moved from, with a hash of which these are.
select month, md5(string_agg(mark, ' ' order by mark)) as mark
from (
    select coalesce(month, date '0001-01-01') as month, 'to ' || release_id || ':' || row_no as mark from displaced
    union all
    select coalesce(printed, date '0001-01-01'), 'from ' || release_id || ':' || row_no from displaced
)
group by month
