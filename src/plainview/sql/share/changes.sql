-- One row is one partner that stands on a sharing list in one of two captures and not in the other. Reads `compared`.
-- A capture whose list could not be read, or that has none, is no evidence: it is compared with nothing.
with
pairs as (
    select * from compared where kind in ('portal_page', 'shared_networks')
),
partners as (
    select distinct release_id, direction, trim(case when direction = 'outbound' then to_raw else from_raw end) as partner
    from share_rows
    where release_id in (select a_id from pairs union all select b_id from pairs)
),
lists as (
    select distinct release_id, direction from partners
),
both_lists as (
    select p.*, a.direction
    from pairs p
    join lists a on a.release_id = p.a_id
    join lists b on b.release_id = p.b_id and b.direction = a.direction
)
select pair_no, custodian_id, from_on, to_on, direction, partner, change
from (
    select p.pair_no, p.custodian_id, p.from_on, p.to_on, p.direction, o.partner, 'removed' as change
    from both_lists p join partners o on o.release_id = p.a_id and o.direction = p.direction
    where not exists (select 1 from partners n where n.release_id = p.b_id and n.direction = p.direction and n.partner = o.partner)
    union all
    select p.pair_no, p.custodian_id, p.from_on, p.to_on, p.direction, n.partner, 'added'
    from both_lists p join partners n on n.release_id = p.b_id and n.direction = p.direction
    where not exists (select 1 from partners o where o.release_id = p.a_id and o.direction = p.direction and o.partner = n.partner)
)
order by custodian_id, from_on, direction, partner, change
