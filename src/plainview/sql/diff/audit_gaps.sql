-- One row is one compared pair of portal pages that both name a public search audit, of which only one's file is held: a gap in
-- what was saved, not a change of what was published.
with
named as (
    select distinct release_id from snapshots where field = 'public_search_audit'
),
held as (
    select c.pair_no, p.release_id, n.release_id is not null as is_named,
           exists (
               select 1 from releases f
               where f.kind = 'portal_audit'
                 and (f.parent_id = p.release_id
                      or (f.custodian_id = p.custodian_id and coalesce(f.captured_on, f.seen_on) = coalesce(p.captured_on, p.seen_on)))
           ) as is_held
    from compared c
    join releases p on p.release_id in (c.a_id, c.b_id)
    left join named n on n.release_id = p.release_id
    where c.kind = 'portal_page'
)
select c.pair_no, case when a.is_held then 'second' else 'first' end as side
from compared c
join held a on a.pair_no = c.pair_no and a.release_id = c.a_id
join held b on b.pair_no = c.pair_no and b.release_id = c.b_id
where a.is_named and b.is_named and a.is_held <> b.is_held
order by c.pair_no
