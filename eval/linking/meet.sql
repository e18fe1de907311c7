-- One row is one found search and one true search that meet in it; named: the entry that names the found one is of this true one.
create or replace temp table meet as
with anchor as (
    -- the entry that names a found search: one with an id before one without, then the first
    select o.found, arg_min(j.truth, (not j.has_id, j.n)) as truth, min(j.n) as n
    from {found} o join judged j using (n)
    group by o.found
)
select o.found, j.truth, a.truth is not distinct from j.truth as named,
       count(*) as n, count(*) filter (not j.has_id) as bare, bool_or(j.has_id) as has_id
from {found} o join judged j using (n) join anchor a using (found)
group by all
