-- One row is one custodian, UTC hour and reason in portal logs, with how many sessions stood there.
-- A portal shows one representative search per session and re-draws it at each refresh: ids come and go, the number per
-- hour and reason does not. So the number of sessions is the largest number of ids that one snapshot shows there.
with
shown as (
    select custodian_id, date_trunc('hour', searched_at) as hour_at, coalesce(reason_raw, '') as reason_raw,
           release_id, count(distinct vendor_id) as n
    from entries
    where log = 'portal'
    group by all
),
ids as (
    select custodian_id, date_trunc('hour', searched_at) as hour_at, coalesce(reason_raw, '') as reason_raw,
           count(distinct vendor_id) as n_ids
    from entries
    where log = 'portal'
    group by all
)
select s.custodian_id, s.hour_at, s.reason_raw, max(s.n) as n_sessions, max(i.n_ids) as n_ids,
       count(*) as n_snapshots
from shown s join ids i using (custodian_id, hour_at, reason_raw)
group by all
order by s.custodian_id, s.hour_at, s.reason_raw
