-- One row is one sharing list of one compared pair: how many partners each capture lists; null where it has no such list.
with
lines as (
    select release_id, direction, count(distinct trim(case when direction = 'outbound' then to_raw else from_raw end)) as n
    from share_rows group by release_id, direction
),
directions as (
    select distinct c.pair_no, c.a_id, c.b_id, l.direction
    from compared c join lines l on l.release_id in (c.a_id, c.b_id)
    where c.kind in ('portal_page', 'shared_networks')
)
select d.pair_no, d.direction, a.n as n_a, b.n as n_b
from directions d
left join lines a on a.release_id = d.a_id and a.direction = d.direction
left join lines b on b.release_id = d.b_id and b.direction = d.direction
order by d.pair_no, d.direction
