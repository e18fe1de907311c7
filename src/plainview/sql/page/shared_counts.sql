-- one row is one agency that stands in a share: by how many agencies its cameras may be searched (out) and whose it may search (in),
-- and of those how many are not known to have ended (now)
select agency_id, cast(sum(n_out) as bigint) as n_out, cast(sum(n_in) as bigint) as n_in, cast(sum(n_out_now) as bigint) as n_out_now,
  cast(sum(n_in_now) as bigint) as n_in_now, cast(min(from_on) as varchar) as first_on, cast(max(to_on) as varchar) as last_on
from (
  select from_id as agency_id, count(*) as n_out, 0 as n_in, count_if(is_standing) as n_out_now, 0 as n_in_now,
    min(from_on) as from_on, max(to_on) as to_on
  from page_shared group by from_id
  union all
  select to_id, 0, count(*), 0, count_if(is_standing), min(from_on), max(to_on) from page_shared group by to_id
)
group by agency_id
order by agency_id
