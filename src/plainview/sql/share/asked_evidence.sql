-- One row is what one source says about one asked pair of agencies (asked: from_id, to_id, day) at, before or after the day.
-- moment: `at` (of the day itself), `before`, `after` (the nearest), or `around` it
-- (a list of a month). says: true where it shows the share, false where it shows
-- that there was none. doc_on: the day of the record cited; log_release_id: a log that covers the day and tells of no change, by
-- which a record of another day counts for this one. A list of a month stands before the days after it and after the days before it. Reads list_pairs, use_days.
create or replace temp table asked_evidence as
with
pairs as (
    select distinct from_id, to_id from asked
),
reads as (
    select custodian_id, direction, kind, seen_on, seen_from, seen_to, min(release_id) as release_id
    from share_lists where state = 'read' and seen_from is not null
    group by custodian_id, direction, kind, seen_on, seen_from, seen_to
),
lists as (
    select distinct custodian_id, direction, kind from reads
    union select distinct custodian_id, direction, kind from list_pairs where seen_from is not null
),
asked_lists as (
    select a.*, l.custodian_id, l.direction, l.kind from asked a join lists l on l.custodian_id = a.from_id and l.direction = 'outbound'
    union all
    select a.*, l.custodian_id, l.direction, l.kind from asked a join lists l on l.custodian_id = a.to_id and l.direction = 'inbound'
),
named as (
    select * from list_pairs where seen_from is not null
),
-- lists that hold another name for what may be the same agency deny nothing
maybe as (
    select distinct p.from_id, p.to_id, n.custodian_id, n.direction, n.kind, n.seen_from, n.seen_to
    from pairs p
    join may_be m on m.agency_id = p.to_id
    join named n on n.custodian_id = p.from_id and n.direction = 'outbound' and n.from_id = p.from_id and n.to_id = m.other_id
    union
    select distinct p.from_id, p.to_id, n.custodian_id, n.direction, n.kind, n.seen_from, n.seen_to
    from pairs p
    join may_be m on m.agency_id = p.from_id
    join named n on n.custodian_id = p.to_id and n.direction = 'inbound' and n.to_id = p.to_id and n.from_id = m.other_id
),
nearest as (
    select a.*, rb.seen_to as read_before, rb.release_id as read_before_id, ra.seen_from as read_after, ra.release_id as read_after_id,
           nb.seen_to as named_before, nb.release_id as named_before_id, nb.row_no as named_before_row,
           na.seen_from as named_after, na.release_id as named_after_id, na.row_no as named_after_row,
           coalesce(nb.seen_on = a.day, false) as is_named, coalesce(rb.seen_on = a.day, false) as is_read,
           coalesce(nb.seen_to >= rb.seen_to, nb.seen_to is not null) as shown_before, coalesce(na.seen_from <= ra.seen_from, na.seen_from is not null) as shown_after
    from asked_lists a
    asof left join reads rb
        on rb.custodian_id = a.custodian_id and rb.direction = a.direction and rb.kind = a.kind and rb.seen_to <= a.day
    asof left join reads ra
        on ra.custodian_id = a.custodian_id and ra.direction = a.direction and ra.kind = a.kind and ra.seen_from >= a.day
    asof left join named nb
        on nb.custodian_id = a.custodian_id and nb.direction = a.direction and nb.kind = a.kind
        and nb.from_id = a.from_id and nb.to_id = a.to_id and nb.seen_to <= a.day
    asof left join named na
        on na.custodian_id = a.custodian_id and na.direction = a.direction and na.kind = a.kind
        and na.from_id = a.from_id and na.to_id = a.to_id and na.seen_from >= a.day
),
beside as (
    select n.*, b.from_id is not null as maybe_before, a.from_id is not null as maybe_after
    from nearest n
    left join maybe b on b.from_id = n.from_id and b.to_id = n.to_id and b.custodian_id = n.custodian_id and b.direction = n.direction
        and b.kind = n.kind and b.seen_to = n.read_before
    left join maybe a on a.from_id = n.from_id and a.to_id = n.to_id and a.custodian_id = n.custodian_id and a.direction = n.direction
        and a.kind = n.kind and a.seen_from = n.read_after
),
by_lists as (
    select from_id, to_id, day, 'listed' as basis, custodian_id, direction, kind, 'at' as moment, is_named as says, day as on_day,
           day as doc_on, case when is_named then named_before_id else read_before_id end as release_id,
           case when is_named then named_before_row end as row_no, cast(null as varchar) as log_release_id
    from beside where is_named or (is_read and not maybe_before)
    union all
    select from_id, to_id, day, 'listed', custodian_id, direction, kind, 'before', shown_before, greatest(named_before, read_before),
           greatest(named_before, read_before), case when shown_before then named_before_id else read_before_id end,
           case when shown_before then named_before_row end, null
    from beside where not (is_named or is_read) and (shown_before or (read_before is not null and not maybe_before))
    union all
    select from_id, to_id, day, 'listed', custodian_id, direction, kind, 'after', shown_after, least(named_after, read_after),
           least(named_after, read_after), case when shown_after then named_after_id else read_after_id end,
           case when shown_after then named_after_row end, null
    from beside where not (is_named or is_read) and (shown_after or (read_after is not null and not maybe_after))
),
-- a list of a month, asked about a day inside it: it stands before or after, nobody knows
around as (
    select a.from_id, a.to_id, a.day, 'listed' as basis, a.custodian_id, a.direction, a.kind, 'around' as moment,
           n.release_id is not null as says, a.day as on_day, r.seen_to as doc_on, r.release_id, n.row_no, cast(null as varchar) as log_release_id
    from asked_lists a
    join reads r on r.custodian_id = a.custodian_id and r.direction = a.direction and r.kind = a.kind and r.seen_on is null
        and r.seen_from < a.day and r.seen_to > a.day
    left join named n on n.custodian_id = a.custodian_id and n.direction = a.direction and n.kind = a.kind
        and n.from_id = a.from_id and n.to_id = a.to_id and n.seen_on is null and n.seen_from = r.seen_from
    anti join maybe m on m.from_id = a.from_id and m.to_id = a.to_id and m.custodian_id = a.custodian_id and m.direction = a.direction
        and m.kind = a.kind and m.seen_from = r.seen_from
),
-- logs that name the pair, and the line of the log next to the day
lines as (
    select e.custodian_id, e.from_id, e.to_id, g.log_no, g.from_on, g.to_on, cast(e.event_at as date) as line_on, min(e.release_id) as release_id,
           arg_min(e.row_no, (e.release_id, e.row_no)) as row_no
    from share_events e
    join pairs p on p.from_id = e.from_id and p.to_id = e.to_id
    join share_logs g on g.custodian_id = e.custodian_id and cast(e.event_at as date) between g.from_on and g.to_on
    where coalesce(e.may_before, true) or coalesce(e.may_after, true)
    group by e.custodian_id, e.from_id, e.to_id, g.log_no, g.from_on, g.to_on, cast(e.event_at as date)
),
mentions as (
    select distinct custodian_id, from_id, to_id, log_no, from_on, to_on from lines
),
asked_logs as (
    select a.day, m.*, case when a.day < m.from_on then 'after' when a.day > m.to_on then 'before' else 'at' end as moment,
           greatest(least(a.day, m.to_on), m.from_on) as on_day
    from asked a join mentions m on m.from_id = a.from_id and m.to_id = a.to_id
),
by_logs as (
    select l.from_id, l.to_id, l.day, 'event' as basis, l.custodian_id,
           case when l.custodian_id = l.from_id then 'outbound' else 'inbound' end as direction, 'event_log' as kind, l.moment,
           -- a share that ended on the log's last day does not stand after it, nor one made on its first day before it
           case l.moment when 'before' then s.from_id is not null and not (s.to_on = l.on_day and s.before_on is not null)
                         when 'after' then s.from_id is not null and not (s.from_on = l.on_day and s.after_on is not null)
                         else s.from_id is not null end as says, l.on_day, coalesce(n.line_on, b.line_on) as doc_on,
           coalesce(n.release_id, b.release_id) as release_id, coalesce(n.row_no, b.row_no) as row_no, cast(null as varchar) as log_release_id
    from asked_logs l
    asof left join lines n
        on n.custodian_id = l.custodian_id and n.from_id = l.from_id and n.to_id = l.to_id and n.log_no = l.log_no and n.line_on >= l.on_day
    asof left join lines b
        on b.custodian_id = l.custodian_id and b.from_id = l.from_id and b.to_id = l.to_id and b.log_no = l.log_no and b.line_on <= l.on_day
    left join shares s
        on s.basis = 'event' and s.custodian_id = l.custodian_id and s.from_id = l.from_id and s.to_id = l.to_id
        and l.on_day between s.from_on and s.to_on
),
-- a whole log that does not name the pair tells of no change: what the owner's lists say on any of its days holds on all of them
quiet as (
    select p.from_id, p.to_id, g.from_on, g.to_on, g.first_release_id as log_release_id
    from pairs p
    join share_logs g on g.custodian_id = p.from_id and g.is_whole
    anti join mentions m on m.custodian_id = g.custodian_id and m.log_no = g.log_no and m.from_id = p.from_id and m.to_id = p.to_id
    where not exists (
        select 1 from share_events e join may_be m on m.other_id = e.to_id
        where e.from_id = p.from_id and m.agency_id = p.to_id and cast(e.event_at as date) between g.from_on and g.to_on)
),
quiet_reads as (
    select q.from_id, q.to_id, q.from_on, q.to_on, count(*) as n_reads, arg_min(r.release_id, (r.seen_to, r.release_id)) as release_id,
           min(r.seen_to) as doc_on
    from quiet q
    join reads r on r.custodian_id = q.from_id and r.direction = 'outbound' and r.seen_from >= q.from_on and r.seen_to <= q.to_on
    group by q.from_id, q.to_id, q.from_on, q.to_on
),
quiet_named as (
    select q.from_id, q.to_id, q.from_on, q.to_on, count(*) as n_named, arg_min(n.release_id, (n.seen_to, n.release_id)) as release_id,
           arg_min(n.row_no, (n.seen_to, n.release_id)) as row_no, min(n.seen_to) as doc_on
    from quiet q
    join named n on n.custodian_id = q.from_id and n.direction = 'outbound' and n.from_id = q.from_id and n.to_id = q.to_id
        and n.seen_from >= q.from_on and n.seen_to <= q.to_on
    group by q.from_id, q.to_id, q.from_on, q.to_on
),
quiet_used as (
    select q.from_id, q.to_id, q.from_on, min(u.day) as used_on, arg_min(u.use_no, u.day) as use_no
    from quiet q
    join use_days u on cast(u.from_id as varchar) = q.from_id and cast(u.to_id as varchar) = q.to_id and u.day between q.from_on and q.to_on
    group by q.from_id, q.to_id, q.from_on
),
quiet_told as (
    select q.from_id, q.to_id, q.from_on, q.to_on, q.log_release_id, n.n_named is not null or u.use_no is not null as says,
           case when n.n_named is null and u.use_no is not null then 'used' else 'listed' end as basis, coalesce(n.doc_on, u.used_on, r.doc_on) as doc_on,
           coalesce(n.release_id, w.release_id, r.release_id) as release_id, coalesce(n.row_no, u.use_no % 1099511627776) as row_no
    from quiet q
    left join quiet_reads r on r.from_id = q.from_id and r.to_id = q.to_id and r.from_on = q.from_on
    left join quiet_named n on n.from_id = q.from_id and n.to_id = q.to_id and n.from_on = q.from_on
    left join quiet_used u on u.from_id = q.from_id and u.to_id = q.to_id and u.from_on = q.from_on
    left join (select release_id, enum_code(cast(release_id as use_release)) as release_no from releases) w on w.release_no = u.use_no // 1099511627776
    -- only where all that lists and searches of those days say agrees
    where case when n.n_named is not null or u.use_no is not null then coalesce(n.n_named, 0) >= coalesce(r.n_reads, 0)
               else r.n_reads is not null and not exists (
                   select 1 from maybe m where m.from_id = q.from_id and m.to_id = q.to_id and m.direction = 'outbound'
                       and m.seen_from >= q.from_on and m.seen_to <= q.to_on) end
),
by_silence as (
    select a.from_id, a.to_id, a.day, q.basis, a.from_id as custodian_id, 'outbound' as direction, 'event_log' as kind,
           'at' as moment, q.says, a.day as on_day, q.doc_on, q.release_id, q.row_no, q.log_release_id
    from asked a
    join quiet_told q on q.from_id = a.from_id and q.to_id = a.to_id and a.day between q.from_on and q.to_on
),
-- searches
used as (
    select cast(from_id as varchar) as from_id, cast(to_id as varchar) as to_id, day as used_on, use_no from use_days
),
uses as (
    select a.*, b.used_on as before_on, b.use_no as before_no, z.used_on as after_on, z.use_no as after_no
    from asked a
    asof left join used b on b.from_id = a.from_id and b.to_id = a.to_id and b.used_on <= a.day
    asof left join used z on z.from_id = a.from_id and z.to_id = a.to_id and z.used_on >= a.day
),
use_moments as (
    select from_id, to_id, day, case when before_on = day then 'at' else 'before' end as moment, before_on as on_day, before_no as use_no
    from uses where before_on is not null
    union all
    select from_id, to_id, day, 'after', after_on, after_no from uses where after_on > day and before_on is distinct from day
),
by_use as (
    select u.from_id, u.to_id, u.day, 'used' as basis, u.from_id as custodian_id, 'outbound' as direction, 'network_audit' as kind, u.moment,
           true as says, u.on_day, u.on_day as doc_on, r.release_id, u.use_no % 1099511627776 as row_no, cast(null as varchar) as log_release_id
    from use_moments u
    join (select release_id, enum_code(cast(release_id as use_release)) as release_no from releases) r on r.release_no = u.use_no // 1099511627776
)
select * from by_lists union all by name select * from around union all by name select * from by_logs union all by name select * from by_silence union all by name select * from by_use
