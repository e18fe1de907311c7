-- One row is one release that is not as the generation before knows it.
select release_id from received where release_id not in (select release_id from months_before) order by release_id
