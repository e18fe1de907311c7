-- One row is one tier: its entries, and those of them whose search is named by an entry of another true search.
select o.tier, count(*) as entries, count(*) filter (j.truth <> r.truth) as wrong, count(*) filter (not j.has_id) as without_id
from ours o join judged j using (n) join judged r on r.n = o.found
group by o.tier
order by entries desc
