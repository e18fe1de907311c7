-- One row is one month of the generation before, and the piece that holds it.
select month, any_value(piece) as piece, bool_and(is_alone) as is_alone from months_before group by month
