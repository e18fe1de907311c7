-- The one row is the number of the next delivery. SQLite.
select coalesce(max(delivery), 0) + 1 as delivery from deliveries
