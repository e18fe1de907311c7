-- One row is one release, as a person may name it when asking what changed.
select release_id, path, name, kind, coalesce(custodian_id, '') as custodian_id, coalesce(custodian_raw, '') as custodian_raw,
       cast(coalesce(captured_on, seen_on) as varchar) as on_day, period_from, period_to, n_used
from releases
order by path, release_id
