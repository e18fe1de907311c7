-- one row is one agency that stands on the newest 287(g) list the case holds, with the models of its agreements
select agency_id, string_agg(distinct model, ', ' order by model) as models, cast(min(from_on) as varchar) as from_on
from memberships
where programme = '287(g)' and to_on is null
group by agency_id
order by agency_id
