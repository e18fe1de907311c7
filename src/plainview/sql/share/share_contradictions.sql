-- One row is two records that do not agree about whether one agency may search another's cameras, with both days and documents.
-- kind: `used_unlisted` (a search, though the owner's lists of about that day do not name the searcher, nor an earlier one),
-- `removed_still_used` (the same, and an earlier list named it), `used_after_deleted` and `listed_after_deleted` (a log ended the
-- share), `one_sided` (one agency lists the share, the other's lists of about that day do not). About that day: a list of the same
-- day, lists read before and after it, or a list between two days that show it, each at most 14 days away; none of them names it,
-- nor anybody who may be the same agency.
-- shown_: the record that shows the share, the first of n_days such days up to last_on; denied_: the one nearest in time that does not.
with
named as (
    select custodian_id, direction, kind, seen_on, substr(case when direction = 'inbound' then from_id else to_id end, 4) as slug
    from list_pairs where seen_on is not null
    union
    select p.custodian_id, p.direction, p.kind, p.seen_on, substr(m.agency_id, 4)
    from list_pairs p join may_be m on m.other_id = case when p.direction = 'inbound' then p.from_id else p.to_id end
    where p.seen_on is not null
),
-- records that show a share on a day, beside the other list that ought to name it
searched as (
    select cast(u.from_id as varchar) as from_id, cast(u.to_id as varchar) as to_id, u.day, r.release_id,
           u.use_no % 1099511627776 as row_no
    from use_days u
    join (select release_id, enum_code(cast(release_id as use_release)) as release_no from releases) r
        on r.release_no = u.use_no // 1099511627776
    where cast(u.from_id as varchar) in (select custodian_id from read_days where direction = 'outbound' union select custodian_id from share_logs)
      and cast(u.to_id as varchar) not in (select agency_id from agencies where kind = 'vendor_test')
),
shown as (
    select 'used' as what, s.from_id, s.to_id, s.day, s.release_id, s.row_no, s.from_id as other_id, 'outbound' as other_side, 'flock' as vendor,
           substr(s.to_id, 4) as slug
    from searched s
    union all
    select 'listed', p.from_id, p.to_id, p.seen_on, p.release_id, p.row_no,
           case when p.direction = 'outbound' then p.to_id else p.from_id end,
           case when p.direction = 'outbound' then 'inbound' else 'outbound' end,
           case when p.kind = 'sharing_report' then 'vigilant' else 'flock' end, substr(p.custodian_id, 4)
    from list_pairs p where p.seen_on is not null
),
sources as (
    select distinct custodian_id, direction, kind, case when kind = 'sharing_report' then 'vigilant' else 'flock' end as vendor
    from read_days
),
beside as (
    select s.*, o.kind as other_kind
    from shown s join sources o on o.custodian_id = s.other_id and o.direction = s.other_side and o.vendor = s.vendor
),
near as (
    select s.*, case when s.day - b.seen_on <= 14 then b.seen_on end as b_on, b.release_id as b_id,
           case when a.seen_on - s.day <= 14 then a.seen_on end as a_on, a.release_id as a_id
    from beside s
    asof left join read_days b
        on b.custodian_id = s.other_id and b.direction = s.other_side and b.kind = s.other_kind and b.seen_on <= s.day
    asof left join read_days a
        on a.custodian_id = s.other_id and a.direction = s.other_side and a.kind = s.other_kind and a.seen_on >= s.day
),
lacking as (
    select n.* from near n
    left join named b on b.custodian_id = n.other_id and b.direction = n.other_side and b.kind = n.other_kind and b.seen_on = n.b_on and b.slug = n.slug
    left join named a on a.custodian_id = n.other_id and a.direction = n.other_side and a.kind = n.other_kind and a.seen_on = n.a_on and a.slug = n.slug
    where coalesce(n.b_on, n.a_on) is not null and b.slug is null and a.slug is null
),
enclosed as (
    -- one list alone, before or after, may only be of another time: then the list must lie between two days that show the share
    select l.* from lacking l
    where l.b_on = l.day or (l.b_on is not null and l.a_on is not null) or exists (
        select 1 from shown s
        where s.what = l.what and s.from_id = l.from_id and s.to_id = l.to_id and s.other_side = l.other_side and s.vendor = l.vendor
          and s.day between case when l.b_on is null then l.a_on else l.b_on - 14 end and case when l.b_on is null then l.a_on + 14 else l.b_on end)
),
sorted as (
    select l.*, case when l.what = 'listed' then 'one_sided' when e.seen_on is null then 'used_unlisted' else 'removed_still_used' end as found,
           case when b_on is not null and (a_on is null or day - b_on <= a_on - day) then b_on else a_on end as denied_on,
           case when b_on is not null and (a_on is null or day - b_on <= a_on - day) then b_id else a_id end as denied_release_id
    from enclosed l
    asof left join named e
        on e.custodian_id = l.other_id and e.direction = l.other_side and e.kind = l.other_kind and e.slug = l.slug and e.seen_on < l.day
),
against_lists as (
    select from_id, to_id, found as kind, other_kind, other_side, min(day) as shown_on, max(day) as last_on, count(distinct day) as n_days,
           arg_min(release_id, (day, release_id, row_no)) as shown_release_id, arg_min(row_no, (day, release_id, row_no)) as shown_row_no,
           arg_min(denied_on, (day, release_id, row_no)) as denied_on,
           arg_min(denied_release_id, (day, release_id, row_no)) as denied_release_id, cast(null as bigint) as denied_row_no
    from sorted
    group by from_id, to_id, found, other_kind, other_side
),
-- after the line of a log that ended a share, and before the one that made it anew
ended as (
    select from_id, to_id, custodian_id, to_on as ended_on, last_release_id, last_row_no,
           lead(from_on) over (partition by from_id, to_id, custodian_id order by from_on) as again_on, before_on
    from shares where basis = 'event'
),
against_logs as (
    select e.from_id, e.to_id, case when s.what = 'used' then 'used_after_deleted' else 'listed_after_deleted' end as kind,
           'event_log' as other_kind, s.other_side, min(s.day) as shown_on, max(s.day) as last_on, count(distinct s.day) as n_days,
           arg_min(s.release_id, (s.day, s.release_id, s.row_no)) as shown_release_id, arg_min(s.row_no, (s.day, s.release_id, s.row_no)) as shown_row_no,
           e.ended_on as denied_on, e.last_release_id as denied_release_id, e.last_row_no as denied_row_no
    from ended e
    join shown s on s.from_id = e.from_id and s.to_id = e.to_id and s.day >= e.before_on and s.day < coalesce(e.again_on, date '9999-12-31')
    where s.vendor = 'flock'
    group by e.from_id, e.to_id, s.what, s.other_side, e.ended_on, e.last_release_id, e.last_row_no
)
select from_id, to_id, kind, shown_on, last_on, n_days, shown_release_id, shown_row_no, denied_on, denied_release_id, denied_row_no,
       case kind
           when 'used_unlisted' then 'The list may be older than it looks (portals lag by a week), may leave out state-wide or nationwide sharing, or the agency was renamed; rows of a network audit can carry an old name.'
           when 'removed_still_used' then 'The list may have been taken down before access was, the agency may be listed under a new name, or the share was made anew between two captures.'
           when 'used_after_deleted' then 'Another network of the same owner may still be shared, the share may have been made anew outside the days of the log, or a row of the network audit carries an old name.'
           when 'listed_after_deleted' then 'Lists lag by a week; the share may have been made anew outside the days of the log, or another network of the owner is still shared.'
           else 'The two lists may be a week apart, one of the two may show only a part (state-wide sharing is often not itemised), or a vendor renamed one of the agencies.'
       end as innocent
from (
    select * from against_lists union all select * from against_logs
)
order by from_id, to_id, kind, shown_on, denied_on, shown_release_id
