-- One row is one partner on the agency's own sharing list at the start and at the end of the period, and those gained and lost.
-- Start: the last dated list up to the first day of the period, else the first in it. End: the last list up to its last day, if it is
-- a later one. Of several lists of one day the longest counts. A list whose day is not known is compared with nothing.
with
partners as (
    select s.direction, s.release_id, s.row_no, s.locator, s.seen_on,
           case when s.direction = 'inbound' then s.from_id else s.to_id end as partner_id,
           trim(case when s.direction = 'inbound' then s.from_raw else s.to_raw end) as partner_raw
    from share_rows s join releases r on r.release_id = s.release_id cross join report_asked a
    where r.custodian_id = a.agency_id and (case when s.direction = 'inbound' then s.to_id else s.from_id end) = a.agency_id
),
once as (
    select *, coalesce(nullif(partner_id, ''), partner_raw) as partner
    from partners
    qualify row_number() over (partition by direction, release_id, coalesce(nullif(partner_id, ''), partner_raw) order by row_no) = 1
),
lists as (
    select direction, release_id, seen_on
    from once
    where seen_on is not null
    group by direction, release_id, seen_on
    qualify row_number() over (partition by direction, seen_on order by count(*) desc, release_id) = 1
),
starts as (
    select direction, coalesce(max(seen_on) filter (where seen_on <= a.from_on), min(seen_on) filter (where seen_on between a.from_on and a.to_on)) as on_
    from lists cross join report_asked a
    group by direction
),
ends as (
    select l.direction, max(l.seen_on) as on_
    from lists l join starts s on s.direction = l.direction cross join report_asked a
    where l.seen_on > s.on_ and l.seen_on between a.from_on and a.to_on
    group by l.direction
),
chosen as (
    select l.direction, 'start' as item, l.release_id, l.seen_on from lists l join starts s on s.direction = l.direction and s.on_ = l.seen_on
    union all
    select l.direction, 'end', l.release_id, l.seen_on from lists l join ends e on e.direction = l.direction and e.on_ = l.seen_on
),
listed as (
    select c.item, o.* from chosen c join once o on o.release_id = c.release_id and o.direction = c.direction
),
changed as (
    select 'gained' as item, n.* exclude (item) from listed n
    where n.item = 'end' and not exists (select 1 from listed b where b.item = 'start' and b.direction = n.direction and b.partner = n.partner)
    union all
    select 'lost', b.* exclude (item) from listed b
    where b.item = 'start' and b.direction in (select direction from ends)
      and not exists (select 1 from listed n where n.item = 'end' and n.direction = b.direction and n.partner = b.partner)
),
headed as (
    select direction, item, case item when 'start' then 'on the list of ' || seen_on || ', the one at the start'
                                      else 'on the list of ' || seen_on || ', the one at the end' end as label
    from chosen
    union all
    select direction, unnest(['gained', 'lost']), '' from ends
),
undated as (
    select direction, release_id, count(*) as n_listed from once where seen_on is null group by all
),
told as (
    select h.direction as part, h.item, h.label, 'n' as measure, r.release_id is not null as is_row,
           coalesce(nullif(g.canonical, ''), r.partner_raw) as partner_name, g.state as partner_state, g.level as partner_level, r.seen_on,
           r.release_id, r.row_no, r.locator
    from headed h
    left join (select * from listed union all select * from changed) r on r.direction = h.direction and r.item = h.item
    left join agencies g on g.agency_id = r.partner_id
)
select * from told
union all
select direction, 'undated', '', 'n', true, n_listed || ' names', '', '', null, release_id, null, '' from undated
order by part, item, measure, is_row, partner_name, release_id, row_no
