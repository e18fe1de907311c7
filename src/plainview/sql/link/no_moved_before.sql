-- No row: no id is known to have moved before.
create or replace temp table moved_before as
select cast(null as varchar) as old_id, cast(null as varchar) as search_id, cast(null as varchar) as since where false
