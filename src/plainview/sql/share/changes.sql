-- One row is one partner that stands on a portal's sharing list in one capture and not in the one before or after it.
-- A capture whose list could not be read, or that has none, is no evidence: it is compared with nothing.
with
lists as (
    select distinct r.custodian_id, s.direction, r.captured_on, r.release_id
    from share_rows s join releases r using (release_id)
    where r.kind = 'portal_page' and r.captured_on is not null
),
pages as (
    select custodian_id, captured_on, release_id from releases where kind = 'portal_page' and captured_on is not null
),
steps as (
    select p.custodian_id, p.release_id, p.captured_on,
           lead(p.release_id) over (partition by p.custodian_id order by p.captured_on, p.release_id) as next_id,
           lead(p.captured_on) over (partition by p.custodian_id order by p.captured_on, p.release_id) as next_on
    from pages p
),
pairs as (
    select s.custodian_id, s.captured_on, s.next_on, s.release_id, s.next_id, a.direction
    from steps s
    join lists a on a.release_id = s.release_id
    join lists b on b.release_id = s.next_id and b.direction = a.direction
),
partners as (
    select distinct release_id, direction, trim(case when direction = 'outbound' then to_raw else from_raw end) as partner
    from share_rows
)
select custodian_id, from_on, to_on, direction, partner, change
from (
    select p.custodian_id, p.captured_on as from_on, p.next_on as to_on, p.direction, o.partner, 'removed' as change
    from pairs p join partners o on o.release_id = p.release_id and o.direction = p.direction
    where not exists (select 1 from partners n where n.release_id = p.next_id and n.direction = p.direction and n.partner = o.partner)
    union all
    select p.custodian_id, p.captured_on, p.next_on, p.direction, n.partner, 'added'
    from pairs p join partners n on n.release_id = p.next_id and n.direction = p.direction
    where not exists (select 1 from partners o where o.release_id = p.release_id and o.direction = p.direction and o.partner = n.partner)
)
order by custodian_id, from_on, direction, partner, change
