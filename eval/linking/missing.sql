-- One row is what logs without ids print of networks and window: their entries, how many are linked rightly, how many could be.
with
groups as (
    select o.found, j.truth, bool_or(j.has_id) as has_id, count(*) as n from ours o join judged j using (n) group by all
),
reachable as (select truth, bool_or(has_id) as has_id, count(*) as n from judged group by truth)
select j.networks is not null as networks, j.window_from is not null as "window", count(*) as entries,
       count(*) filter (g.has_id or g.n > 1) as linked, count(*) filter (r.has_id or r.n > 1) as could_be,
       count(*) filter (o.tier = 'ambiguous') as ambiguous
from judged j
join ours o on o.n = j.n
join groups g on g.found = o.found and g.truth = j.truth
join reachable r on r.truth = j.truth
where not j.has_id and j.log <> 'portal'
group by 1, 2
order by entries desc
