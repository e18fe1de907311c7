-- One row is one sharing list that a portal page should have, because an earlier capture of the same portal shows it: `read`, `none`
-- (the page says so), `not_read` (it has the list, and it could not be read) or `lost` (there is no heading of it). None of the
-- last two is an empty list.
create or replace temp table lists_due as
with
pages as (
    select release_id, custodian_id, captured_on as day
    from releases where kind = 'portal_page' and captured_on is not null and coalesce(custodian_id, '') <> ''
),
firsts as (
    select p.custodian_id, s.direction, min(p.day) as first_on
    from (select distinct release_id, direction from share_rows) s join pages p using (release_id)
    group by p.custodian_id, s.direction
),
seen as (
    select distinct release_id, direction from share_rows
),
said as (
    select distinct release_id, replace(field, '_list', '') as direction from snapshots where field in ('outbound_list', 'inbound_list')
),
unread as (
    select distinct p.release_id, i.column_name as direction
    from raw_issues i join parts p using (bytes_id, part) where i.kind in ('list_not_read', 'list_cut')
)
select p.release_id, p.custodian_id, p.day, f.direction, f.first_on,
       case when s.release_id is not null then 'read' when d.release_id is not null then 'none'
            when exists (select 1 from unread u where u.release_id = p.release_id and u.direction in (f.direction, '')) then 'not_read'
            else 'lost' end as state
from pages p
join firsts f on f.custodian_id = p.custodian_id and p.day > f.first_on
left join seen s on s.release_id = p.release_id and s.direction = f.direction
left join said d on d.release_id = p.release_id and d.direction = f.direction
