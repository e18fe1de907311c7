-- One row is one name of a file that a paper may print.
select release_id as name from releases order by 1
