-- What making the tables of sharing kept in memory is let go.
drop table if exists use_days;
drop table if exists read_days;
drop table if exists list_pairs;
drop table if exists may_be;
