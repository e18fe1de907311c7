-- One row is one entry: none is known from a generation before.
create or replace temp view fresh as select * from linkable
