-- One row is one change of sharing that a record shows: a name that came onto a list or went from it between two days on which the
-- list was read, or a line of an administrative log. renamed: the same agency stands on the other list under another name,
-- or one that may be the same.
-- $agency '' is all; a change of a list counts where the days between the two lists touch the days asked for. Reads
-- list_moves and may_be.
with
moves as (
    select * from list_moves where to_on > $from_on and from_on < $to_on
),
names as (
    select s.release_id, s.direction, trim(case when s.direction = 'outbound' then s.to_raw else s.from_raw end) as partner,
           min(case when s.direction = 'outbound' then s.to_id else s.from_id end) as partner_id, min(s.row_no) as row_no
    from share_rows s
    where s.release_id in (select a_id from moves union all select b_id from moves)
    group by s.release_id, s.direction, partner
),
listed as (
    select m.*, 'removed' as change, n.partner, n.partner_id, n.row_no, m.a_id as shown_id, m.b_id as other_id
    from moves m join names n on n.release_id = m.a_id and n.direction = m.direction
    anti join names o on o.release_id = m.b_id and o.direction = m.direction and o.partner = n.partner
    union all
    select m.*, 'added', n.partner, n.partner_id, n.row_no, m.b_id, m.a_id
    from moves m join names n on n.release_id = m.b_id and n.direction = m.direction
    anti join names o on o.release_id = m.a_id and o.direction = m.direction and o.partner = n.partner
),
on_lists as (
    select case when l.direction = 'outbound' then l.custodian_id else l.partner_id end as from_id,
           case when l.direction = 'outbound' then l.partner_id else l.custodian_id end as to_id,
           'listed' as basis, l.change, l.partner as partner_raw, l.custodian_id, l.direction, l.kind, l.from_on, l.to_on,
           exists (
               select 1 from names o where o.release_id = l.other_id and o.direction = l.direction and o.partner_id = l.partner_id
           ) or exists (
               select 1 from names o join may_be m on m.other_id = o.partner_id
               where o.release_id = l.other_id and o.direction = l.direction and m.agency_id = l.partner_id
           ) as renamed,
           l.a_id as before_release_id, case when l.change = 'removed' then l.row_no end as before_row_no,
           l.b_id as after_release_id, case when l.change = 'added' then l.row_no end as after_row_no, '' as permissions
    from listed l
),
in_logs as (
    select from_id, to_id, 'event', case act when 'created' then 'added' when 'deleted' then 'removed' else 'changed' end, to_raw, custodian_id,
           case when custodian_id = from_id then 'outbound' else 'inbound' end, 'event_log', cast(event_at as date), cast(event_at as date), false,
           release_id, row_no, release_id, row_no, permissions
    from share_events
    where cast(event_at as date) between $from_on and $to_on
),
told as (
    select * from on_lists union all select * from in_logs
)
select c.*, coalesce(nullif(f.canonical, ''), c.from_id) as from_name, coalesce(nullif(t.canonical, ''), c.to_id) as to_name,
       b.name as before_file, b.path as before_path, a.name as after_file, a.path as after_path
from told c
left join agencies f on f.agency_id = c.from_id
left join agencies t on t.agency_id = c.to_id
left join releases b on b.release_id = c.before_release_id
left join releases a on a.release_id = c.after_release_id
where $agency = '' or c.from_id = $agency or c.to_id = $agency
order by c.to_on desc, c.custodian_id, c.direction, c.kind, c.partner_raw, c.change
