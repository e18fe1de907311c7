-- One row is one id that the later of two captures of a portal shows no longer, and the id that stands in its place: same
-- custodian, same UTC hour, same reason. The vendor re-draws the search that represents a session at each refresh, so
-- this is no deletion. A page covers the 30 days before it was last updated, up to a day before it was saved, so only
-- the 29 days that both captures surely cover are compared: older ids may simply have aged out.
-- Reads `compared`. Where nothing stands in its place, new_id is null: such a session is gone.
with
shown as (
    select distinct release_id, vendor_id, searched_at, networks, date_trunc('hour', searched_at) as hour_at,
           coalesce(reason_raw, '') as reason_raw
    from entries
    where log = 'portal' and vendor_id is not null
      and release_id in (select a_id from compared where kind = 'portal_audit' union all select b_id from compared where kind = 'portal_audit')
),
gone as (
    select c.pair_no, c.custodian_id, c.from_on, c.to_on, s.*,
           row_number() over (partition by c.pair_no, s.hour_at, s.reason_raw order by s.searched_at, s.vendor_id) as place
    from compared c join shown s on s.release_id = c.a_id
    where c.kind = 'portal_audit'
      and s.searched_at >= c.to_on - interval 29 day
      and not exists (select 1 from shown n where n.release_id = c.b_id and n.vendor_id = s.vendor_id)
),
come as (
    select c.pair_no, s.*,
           row_number() over (partition by c.pair_no, s.hour_at, s.reason_raw order by s.searched_at, s.vendor_id) as place
    from compared c join shown s on s.release_id = c.b_id
    where c.kind = 'portal_audit'
      and not exists (select 1 from shown o where o.release_id = c.a_id and o.vendor_id = s.vendor_id)
)
select g.pair_no, g.custodian_id, g.from_on, g.to_on, g.hour_at, g.reason_raw,
       g.vendor_id as old_id, g.searched_at as old_at, g.networks as old_networks,
       c.vendor_id as new_id, c.searched_at as new_at, c.networks as new_networks
from gone g
left join come c on c.pair_no = g.pair_no and c.hour_at = g.hour_at and c.reason_raw = g.reason_raw and c.place = g.place
order by g.custodian_id, from_on, old_at, old_id
