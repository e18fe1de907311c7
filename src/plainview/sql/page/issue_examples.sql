-- one row is one example of one kind of oddity, at most five of each, from different files where there are some
with ranked as (
  select *, row_number() over (partition by kind, release_id order by row_no, locator) as in_file from issues
),
placed as (
  select *, row_number() over (partition by kind order by in_file, release_id, row_no, locator) as place from ranked
)
select kind, release_id, row_no, locator, column_name, value, why
from placed
where place <= 5
order by kind, place
