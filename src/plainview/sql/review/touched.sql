-- One row is one string under review: how many searches give it, and how many listed sessions of portals.
with
searched as (
    select g.item, count(*) as n
    from searches s join review_rows g using (reason_id)
    where s.in_log
    group by g.item
),
shown as (
    select distinct e.custodian_id, date_trunc('hour', e.searched_at) as hour_at, coalesce(e.reason_raw, '') as reason_raw, g.item
    from entries e join review_rows g using (reason_id)
    where e.log = 'portal'
),
listed as (
    select h.item, sum(s.n_sessions) as n
    from shown h
    join sessions s on s.custodian_id is not distinct from h.custodian_id and s.hour_at is not distinct from h.hour_at
        and s.reason_raw = h.reason_raw
    group by h.item
)
select i.item, cast(coalesce(a.n, 0) as bigint) as n_searches, cast(coalesce(l.n, 0) as bigint) as n_sessions
from (select distinct item from review_rows) i
left join searched a using (item)
left join listed l using (item)
order by n_searches + n_sessions desc, i.item
