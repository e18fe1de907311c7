-- one row is one number on one portal page on one day
select agency_id, field, cast(seen_on as varchar) as seen_on, min(label_raw) as label_raw, max(value) as value, min(unit) as unit,
  min(release_id) as release_id
from snapshots
where value is not null
group by agency_id, field, cast(seen_on as varchar)
order by agency_id, field, seen_on
