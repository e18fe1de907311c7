-- One row is one partner that a sharing list has and the capture of the same list before it had not (gained), or the other way round
-- (lost), where at least so many changed at once. A capture whose list is not there or was not read is compared with nothing.
with
lists as (
    select s.release_id, any_value(r.custodian_id) as custodian_id, any_value(r.kind) as kind, s.direction,
           any_value(cast(coalesce(r.captured_on, r.seen_on) as date)) as on_day, count(*) as n
    from share_rows s
    join releases r on r.release_id = s.release_id
    where r.kind in ('portal_page', 'shared_networks') and coalesce(r.custodian_id, '') <> '' and coalesce(r.captured_on, r.seen_on) is not null
      and list_contains(cast($directions as varchar[]), s.direction)
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), r.custodian_id))
    group by s.release_id, s.direction
),
captures as (
    -- one capture may be held in two forms: the fuller one stands for it
    select * from lists
    qualify row_number() over (partition by custodian_id, kind, direction, on_day order by n desc, release_id) = 1
),
pairs as (
    select custodian_id, kind, direction, on_day as old_day, lead(on_day) over ahead as new_day, release_id as old_id,
           lead(release_id) over ahead as new_id
    from captures
    window ahead as (partition by custodian_id, kind, direction order by on_day)
),
partners as (
    select release_id, direction, trim(case when direction = 'outbound' then to_raw else from_raw end) as partner,
           any_value(case when direction = 'outbound' then to_id else from_id end) as other_id, min(row_no) as row_no,
           min(locator) as locator
    from share_rows
    group by all
),
changed as (
    select p.*, 'lost' as change, o.partner, o.other_id, o.row_no, o.locator, o.release_id
    from pairs p join partners o on o.release_id = p.old_id and o.direction = p.direction
    where p.new_id is not null and not exists (
        select 1 from partners n where n.release_id = p.new_id and n.direction = p.direction and n.partner = o.partner)
    union all
    select p.*, 'gained', n.partner, n.other_id, n.row_no, n.locator, n.release_id
    from pairs p join partners n on n.release_id = p.new_id and n.direction = p.direction
    where not exists (
        select 1 from partners o where o.release_id = p.old_id and o.direction = p.direction and o.partner = n.partner)
),
counted as (
    select *, count(*) over (partition by old_id, new_id, direction, change) as n_changed,
           row_number() over (partition by custodian_id, kind, direction, change, partner order by new_day) as turn
    from changed
    where list_contains(cast($changes as varchar[]), change)
)
select [custodian_id] as who, concat_ws('|', kind, direction, change, partner, turn) as what, custodian_id as owner_id, other_id,
       change || '_' || direction as topic, old_day as before_on, new_day as day, cast(null as double) as was,
       cast(n_changed as double) as now, release_id, row_no, locator, old_id as earlier_release_id, cast(null as bigint) as earlier_row_no
from counted
where n_changed >= $least
