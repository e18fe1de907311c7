-- The one row is the number of the next alert of a watch. SQLite.
select coalesce(max(number), 0) + 1 as number from alerts where watch = :watch
