-- One row is one release.
select release_id from received
