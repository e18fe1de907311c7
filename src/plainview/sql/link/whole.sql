-- One row is one entry of the sample on which the error of linking is measured: of whole seconds, so that all entries of one
-- moment are in it, or none.
create or replace temp table whole as
select * from keyed where coalesce(cast(epoch(date_trunc('second', searched_at)) as bigint), row_no) % $every = 0
