-- One row is one example of a change between two productions: at most three of each kind in each column, and five of entries
-- that only one of the two has. Only what may be told is given as a value; of all else only the place.
with
cells as (
    select pair_no, name, change, a_row, b_row, a_locator, b_locator,
           case when name in ('reason', 'offense', 'search_type', 'networks', 'devices', 'time', 'window', 'searcher') then a_value end as a_value,
           case when name in ('reason', 'offense', 'search_type', 'networks', 'devices', 'time', 'window', 'searcher') then b_value end as b_value,
           row_number() over (partition by pair_no, name, change order by a_row, b_row) as place
    from diff_cells
),
lone as (
    select r.pair_no, '' as name, case when r.side = 'a' then 'missing' else 'added' end as change,
           case when r.side = 'a' then r.row_no end as a_row, case when r.side = 'b' then r.row_no end as b_row,
           case when r.side = 'a' then r.locator end as a_locator, case when r.side = 'b' then r.locator end as b_locator,
           case when r.side = 'a' then cast(r.second as varchar) end as a_value, case when r.side = 'b' then cast(r.second as varchar) end as b_value,
           row_number() over (partition by r.pair_no, r.side order by r.row_no) as place
    from diff_rows r
    where r.is_inside
      and not exists (select 1 from diff_matches m where m.pair_no = r.pair_no and r.side = 'a' and m.a_row = r.row_no)
      and not exists (select 1 from diff_matches m where m.pair_no = r.pair_no and r.side = 'b' and m.b_row = r.row_no)
)
select * from cells where place <= 3
union all
select * from lone where place <= 5
order by pair_no, change, name, place
