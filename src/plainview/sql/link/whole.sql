-- One row is one entry of the sample on which the error of linking is measured: of whole seconds, so that all entries of one
-- moment are in it, or none.
create or replace temp table whole as
select * from keyed where coalesce(epoch_us(searched_at) // 1000000, row_no) % getvariable('hand').every = 0
