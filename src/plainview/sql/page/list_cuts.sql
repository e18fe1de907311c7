-- one row is one agency's own portal list of those who may search its cameras, in two captures that follow each other, where
-- partners are gone in the second: how many, of how many. A capture without a list is compared with nothing.
with
listed as (
  select distinct r.custodian_id, cast(s.seen_on as date) as seen_on, s.to_id as partner_id
  from share_rows s join releases r on r.release_id = s.release_id
  where s.direction = 'outbound' and r.kind = 'portal_page' and s.seen_on is not null and coalesce(r.custodian_id, '') <> ''
),
captures as (
  select custodian_id, seen_on, n_listed, lead(seen_on) over (partition by custodian_id order by seen_on) as next_on
  from (select custodian_id, seen_on, count(*) as n_listed from listed group by all)
),
gone as (
  select c.custodian_id, c.seen_on, c.next_on, c.n_listed, count(*) as n_gone
  from captures c
  join listed b on b.custodian_id = c.custodian_id and b.seen_on = c.seen_on
  where c.next_on is not null and not exists (
    select 1 from listed a where a.custodian_id = c.custodian_id and a.seen_on = c.next_on and a.partner_id = b.partner_id)
  group by all
)
select custodian_id, cast(seen_on as varchar) as from_on, cast(next_on as varchar) as to_on, n_listed, n_gone
from gone
where n_gone >= 10
order by n_gone desc, custodian_id, from_on
