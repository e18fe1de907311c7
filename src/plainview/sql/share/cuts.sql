-- One row is one sharing list that shrank by so many names or more between two days on which it was read. Reads list_moves.
with
moves as (
    select * from list_moves
),
ids as (
    select distinct s.release_id, s.direction, case when s.direction = 'outbound' then s.to_id else s.from_id end as partner_id
    from share_rows s where s.from_id <> s.to_id
),
gone as (
    select m.custodian_id, m.direction, m.kind, m.to_on, count(*) as n_gone
    from moves m join ids a on a.release_id = m.a_id and a.direction = m.direction
    anti join ids b on b.release_id = m.b_id and b.direction = m.direction and b.partner_id = a.partner_id
    where m.n_before - m.n_after >= $least
    group by m.custodian_id, m.direction, m.kind, m.to_on
)
select m.custodian_id, coalesce(nullif(g.canonical, ''), m.custodian_id) as name, m.direction, m.kind, m.from_on, m.to_on, m.n_before, m.n_after,
       n.n_gone, cast(n.n_gone - (m.n_before - m.n_after) as bigint) as n_come, m.a_id as before_release_id, a.name as before_file, a.path as before_path,
       m.b_id as after_release_id, b.name as after_file, b.path as after_path
from moves m
join gone n on n.custodian_id = m.custodian_id and n.direction = m.direction and n.kind = m.kind and n.to_on = m.to_on
left join agencies g on g.agency_id = m.custodian_id
left join releases a on a.release_id = m.a_id
left join releases b on b.release_id = m.b_id
order by m.n_before - m.n_after desc, m.custodian_id, m.direction, m.kind, m.to_on
