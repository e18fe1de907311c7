-- one row is one federal body named in reasons: searches that name it (portal rows once per listed id)
select r.federal_name, count(*) as n, count(distinct s.searcher_id) as n_agencies
from searches s join reasons r on r.reason_id = s.reason_id
where coalesce(r.federal_name, '') <> ''
group by all
order by n desc, r.federal_name
