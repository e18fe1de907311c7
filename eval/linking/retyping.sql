-- One row is whether the custodian types names anew: its entries without id that could be linked, and by each way how many are
-- linked to another entry of their true search.
with
whose as (
    select r.release_id, c.retypes
    from releases r
    join '{truth}/files.parquet' f on f.file = split_part(r.path, 'records/', 2)
    join '{truth}/custodians.parquet' c using (custodian)
),
reachable as (select truth, bool_or(has_id) as has_id, count(*) as n from judged group by truth),
by_us as (
    select o.found, j.truth, bool_or(j.has_id) or count(*) > 1 as linked from ours o join judged j using (n) group by all
),
by_spelling as (
    select o.found, j.truth, bool_or(j.has_id) or count(*) > 1 as linked from exact o join judged j using (n) group by all
)
select w.retypes as names_typed_anew, count(*) as could_be, count(*) filter (u.linked) as ours, count(*) filter (s.linked) as exact
from judged j
join whose w using (release_id)
join reachable r on r.truth = j.truth
join ours o on o.n = j.n
join exact e on e.n = j.n
join by_us u on u.found = o.found and u.truth = j.truth
join by_spelling s on s.found = e.found and s.truth = j.truth
where not j.has_id and (r.has_id or r.n > 1)
group by 1
order by 1
