-- One row is one entry that is linked in another month than that of its own time, since its id stands there, too.
create or replace temp view displaced as select * from strays where printed is distinct from month
