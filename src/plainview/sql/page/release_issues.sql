-- one row is one kind of oddity in one file: how often, and where it stands first
select release_id, kind, count(*) as n, min(row_no) as row_no, arg_min(locator, row_no) as locator, min(why) as why
from issues
group by release_id, kind
order by release_id, kind
