-- One row is two captures of one portal's file of sessions: how many sessions each lists, how many ids stand in both and are
-- unchanged, how many aged out before the later one's 29 days and how many are newer than the earlier one's last.
with
pairs as (
    select * from compared where kind = 'portal_audit'
),
shown as (
    select release_id, vendor_id, any_value(searched_at) as searched_at,
           any_value(hash(searched_at, networks, reason_raw, offense_raw, case_raw)) as printed
    from entries
    where log = 'portal' and vendor_id is not null and release_id in (select a_id from pairs union all select b_id from pairs)
    group by release_id, vendor_id
),
lasts as (
    select release_id, max(searched_at) as last_at, count(*) as n from shown group by release_id
)
select p.pair_no, coalesce(any_value(x.n), 0) as n_a, coalesce(any_value(y.n), 0) as n_b,
       count(*) filter (s.side = 'a' and s.stays) as n_stay,
       count(*) filter (s.side = 'a' and s.stays and s.differs) as n_edited,
       count(*) filter (s.side = 'a' and not s.stays and s.searched_at < p.to_on - interval 29 day) as n_aged_out,
       count(*) filter (s.side = 'b' and not s.stays and s.searched_at > coalesce(x.last_at, timestamp '1900-01-01')) as n_newer
from pairs p
left join (
    select q.pair_no, 'a' as side, o.searched_at, n.vendor_id is not null as stays, o.printed <> n.printed as differs
    from pairs q join shown o on o.release_id = q.a_id left join shown n on n.release_id = q.b_id and n.vendor_id = o.vendor_id
    union all
    select q.pair_no, 'b', n.searched_at, o.vendor_id is not null, false
    from pairs q join shown n on n.release_id = q.b_id left join shown o on o.release_id = q.a_id and o.vendor_id = n.vendor_id
) s on s.pair_no = p.pair_no
left join lasts x on x.release_id = p.a_id
left join lasts y on y.release_id = p.b_id
group by p.pair_no
order by p.pair_no
