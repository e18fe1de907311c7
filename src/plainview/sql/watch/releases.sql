-- One row is one release that the tables are made from.
select release_id from releases order by release_id
