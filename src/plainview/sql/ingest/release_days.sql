-- One row is one day (UTC) on which one release has entries: all that the calendar and its oddities need of the entries.
create or replace temp table release_days as
with
counted as (
    select release_id, cast(searched_at as date) as day, count(*) as n, min(searched_at) as first_at, max(searched_at) as last_at,
           count(*) filter (networks = 0) as n_networks_zero, count(*) filter (networks > 0) as n_networks,
           count(*) filter (devices = 0) as n_devices_zero, count(*) filter (devices > 0) as n_devices,
           count(*) filter (second(searched_at) <> 0) as n_sharp
    from entries
    where searched_at is not null
    group by all
)
select c.*, r.custodian_id, r.log
from counted c join received r using (release_id)
