-- one row is one sort of row that gave no value in one file: how many, and where the first stands
select release_id, fate, name, count(*) as n, min(row_no) as row_no, arg_min(locator, row_no) as locator, arg_min(why, row_no) as why
from set_aside
group by release_id, fate, name
order by release_id, fate, name
