-- One row is one tier (and 'all') with the error of linking without ids, as measured in this case.
select * from link_errors order by case tier when 'all' then 0 else 1 end, tier
