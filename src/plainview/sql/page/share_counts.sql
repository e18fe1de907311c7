-- one row is one agency: how many may search its cameras (out), and whose it may search (in), by any document
select agency_id, cast(sum(n_out) as bigint) as n_out, cast(sum(n_in) as bigint) as n_in
from (
  select from_id as agency_id, count(distinct to_id) as n_out, 0 as n_in from shares group by from_id
  union all
  select to_id as agency_id, 0 as n_out, count(distinct from_id) as n_in from shares group by to_id
)
where coalesce(agency_id, '') <> ''
group by agency_id
order by agency_id
