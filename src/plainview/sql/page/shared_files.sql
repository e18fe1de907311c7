-- one row is one file, in the order of the file numbers of page/shared_spans
select distinct release_id from releases order by release_id
