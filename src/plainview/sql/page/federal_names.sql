-- one row is one federal body named in reasons: searches that name it (portal rows once per listed id)
select r.federal_name, cast(sum(p.n) as bigint) as n, count(distinct p.searcher_id) as n_agencies
from page_reasons p join reasons r on r.reason_id = p.reason_id
where coalesce(r.federal_name, '') <> ''
group by all
order by n desc, r.federal_name
