-- One row is one kind of change in one column between two productions, and how many cells changed in this way.
select pair_no, name, change, case when change in ('masked', 'hidden_otherwise') then b_state when change = 'unmasked' then a_state else '' end as how,
       count(*) as n
from diff_cells
group by all
order by pair_no, name, n desc, change, how
