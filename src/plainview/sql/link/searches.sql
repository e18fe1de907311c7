-- One row is one search (searched.sql), in the order in which their first entries came.
select * exclude (first) from searched order by first
