-- One row is one id that a later capture of the same portal shows no longer, and the id that stands in its place: same
-- custodian, same UTC hour, same reason. The vendor re-draws the search that represents a session at each refresh, so
-- this is no deletion. A page covers the 30 days before it was last updated, up to a day before it was saved, so only
-- the 29 days that both captures surely cover are compared: older ids may simply have aged out.
with
captures as (
    select release_id, custodian_id, captured_on,
           lead(release_id) over (partition by custodian_id order by captured_on, release_id) as next_id,
           lead(captured_on) over (partition by custodian_id order by captured_on, release_id) as next_on
    from releases
    where kind = 'portal_audit' and captured_on is not null
),
shown as (
    select distinct release_id, vendor_id, searched_at, networks, date_trunc('hour', searched_at) as hour_at,
           coalesce(reason_raw, '') as reason_raw
    from entries where log = 'portal'
),
gone as (
    select c.custodian_id, c.release_id, c.next_id, c.captured_on, c.next_on, s.*,
           row_number() over (partition by c.release_id, s.hour_at, s.reason_raw order by s.searched_at, s.vendor_id) as place
    from captures c join shown s using (release_id)
    where c.next_id is not null
      and s.searched_at >= c.next_on - interval 29 day
      and not exists (select 1 from shown n where n.release_id = c.next_id and n.vendor_id = s.vendor_id)
),
come as (
    select c.release_id, s.*,
           row_number() over (partition by c.release_id, s.hour_at, s.reason_raw order by s.searched_at, s.vendor_id) as place
    from captures c join shown s on s.release_id = c.next_id
    where not exists (select 1 from shown o where o.release_id = c.release_id and o.vendor_id = s.vendor_id)
)
select g.custodian_id, g.captured_on as from_on, g.next_on as to_on, g.hour_at, g.reason_raw,
       g.vendor_id as old_id, g.searched_at as old_at, g.networks as old_networks,
       c.vendor_id as new_id, c.searched_at as new_at, c.networks as new_networks
from gone g
join come c on c.release_id = g.release_id and c.hour_at = g.hour_at and c.reason_raw = g.reason_raw and c.place = g.place
order by g.custodian_id, from_on, old_at, old_id
