-- one row is one wording of one field on one agency's portal page, from the first day seen to the last
select agency_id, field, min(label_raw) as label_raw, value_raw, min(cast(seen_on as varchar)) as first_on,
  max(cast(seen_on as varchar)) as last_on, count(distinct cast(seen_on as varchar)) as n_days, min(release_id) as release_id
from snapshots
where value is null and coalesce(value_raw, '') <> ''
group by agency_id, field, value_raw
order by agency_id, field, first_on, value_raw
