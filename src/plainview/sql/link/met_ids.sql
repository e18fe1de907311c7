-- One row is one vendor id that an added release has and an older one, too: the month and the search in which it stood.
create or replace temp table met_ids as
select i.* from read_parquet($paths) i semi join fresh using (id)
