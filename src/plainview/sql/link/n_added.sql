-- The one row: how many entries the added releases have.
select count(*) as n from entries where list_contains(cast($releases as varchar[]), release_id)
