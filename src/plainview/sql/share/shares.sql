-- One row is one span of days through which one source shows that one agency may search another's cameras.
-- Sources: a sharing list (of one agency, direction and kind of document) `listed`, an agency's administrative log `event`, and
-- searches in the owner's network log `used`. from_on and to_on are the first and last day shown; after_on and before_on the
-- days next to them on which the same source shows that there was none, null where it does not tell. A list without a day has
-- no days. Reads use_days, read_days and list_pairs, made just before.
with
-- listed: days that follow each other as long as no list that was read lies between without the partner
listed_days as (
    select p.*, r.day_no, coalesce(r.day_no, (
        select count(*) from read_days b
        where b.custodian_id = p.custodian_id and b.direction = p.direction and b.kind = p.kind and b.seen_on < p.seen_on
    )) as n_read
    from list_pairs p
    left join read_days r on r.custodian_id = p.custodian_id and r.direction = p.direction and r.kind = p.kind and r.seen_on = p.seen_on
    where p.seen_on is not null
),
listed_steps as (
    select *, n_read - lag(n_read) over pair - case when day_no is null then 0 else 1 end > 0 as is_new
    from listed_days
    window pair as (partition by from_id, to_id, custodian_id, direction, kind order by seen_on)
),
listed_numbered as (
    select *, count(*) filter (where is_new) over (partition by from_id, to_id, custodian_id, direction, kind order by seen_on) as part
    from listed_steps
),
listed_spans as (
    select from_id, to_id, custodian_id, direction, kind, min(seen_on) as from_on, max(seen_on) as to_on,
           cast(sum(n_documents) as bigint) as n_documents, count(*) as n_days,
           arg_min(release_id, seen_on) as first_release_id, arg_min(row_no, seen_on) as first_row_no,
           arg_max(release_id, seen_on) as last_release_id, arg_max(row_no, seen_on) as last_row_no
    from listed_numbered
    group by from_id, to_id, custodian_id, direction, kind, part
),
listed as (
    select s.from_id, s.to_id, 'listed' as basis, s.custodian_id, s.kind, s.direction, b.seen_on as after_on, s.from_on, s.to_on,
           a.seen_on as before_on, s.n_documents, s.n_days, s.first_release_id, s.first_row_no, s.last_release_id, s.last_row_no
    from listed_spans s
    asof left join read_days b
        on b.custodian_id = s.custodian_id and b.direction = s.direction and b.kind = s.kind and b.seen_on < s.from_on
    asof left join read_days a
        on a.custodian_id = s.custodian_id and a.direction = s.direction and a.kind = s.kind and a.seen_on > s.to_on
),
undated as (
    select from_id, to_id, 'listed' as basis, custodian_id, kind, direction, cast(null as date) as after_on, cast(null as date) as from_on,
           cast(null as date) as to_on, cast(null as date) as before_on, cast(sum(n_documents) as bigint) as n_documents, 0 as n_days,
           min(release_id) as first_release_id, arg_min(row_no, (release_id, row_no)) as first_row_no,
           max(release_id) as last_release_id, arg_max(row_no, (release_id, row_no)) as last_row_no
    from list_pairs
    where seen_on is null
    group by from_id, to_id, custodian_id, kind, direction
),
-- event: what is known between the lines of a log, from the first day of the stretch that it covers to the last
lines as (
    select distinct on (from_id, to_id, network, event_at, may_before, may_after) *
    from (
        select e.from_id, e.to_id, e.custodian_id, lower(e.from_raw) as network, e.event_at, e.may_before, e.may_after,
               cast(e.event_at as date) as day, e.release_id, e.row_no
        from share_events e
        where e.event_at is not null and e.from_id <> e.to_id and (coalesce(e.may_before, true) or coalesce(e.may_after, true))
    )
    order by from_id, to_id, network, event_at, may_before, may_after, release_id, row_no
),
placed as (
    select l.*, g.log_no, g.from_on as log_from, g.to_on as log_to,
           lag(may_after) over line as was, lag(day) over line as was_day, lag(g.log_no) over line as was_log,
           lead(day) over line as next_day, lead(g.log_no) over line as next_log
    from lines l
    join share_logs g on g.custodian_id = l.custodian_id and l.day between g.from_on and g.to_on
    -- a log is printed newest first, so of two lines of one moment the lower one is the earlier
    window line as (partition by l.custodian_id, l.from_id, l.to_id, l.network order by l.event_at, l.row_no desc)
),
known as (
    -- before a line: the line's own day; back to the log's first day for the first. opens: 0 open before the log began, 1 made here
    select custodian_id, from_id, to_id, release_id, row_no, event_at,
           case when was is null or was_log <> log_no then log_from else day end as from_on, day as to_on, false as starts, not may_after as ends,
           case when was is null or was_log <> log_no then 0 else 2 end as opens, case when may_after then 0 else 1 end as closes
    from placed where coalesce(may_before, may_after and was)
    union all
    -- after a line: up to the next one, or the log's last day. closes: 1 ended here, 2 still open when the log ends
    select custodian_id, from_id, to_id, release_id, row_no, event_at, day as from_on,
           case when next_log = log_no then next_day else log_to end as to_on,
           not coalesce(may_before, true) and not coalesce(was and was_log = log_no, false) as starts, false as ends,
           case when not coalesce(may_before, true) and not coalesce(was and was_log = log_no, false) then 1 else 2 end as opens,
           case when next_log = log_no then 0 else 2 end as closes
    from placed where may_after
),
event_steps as (
    select *, max(to_on) over before_it as reached, max(case when ends then to_on end) over before_it as ended_on
    from known
    window before_it as (
        partition by custodian_id, from_id, to_id order by from_on, to_on, starts desc, event_at, row_no
        rows between unbounded preceding and 1 preceding
    )
),
event_numbered as (
    select *, count(*) filter (where from_on > reached + 1 and (starts or ended_on = reached)) over (
        partition by custodian_id, from_id, to_id order by from_on, to_on, starts desc, event_at, row_no
    ) as part
    from event_steps
),
event_spans as (
    select custodian_id, from_id, to_id, min(from_on) as from_on, max(to_on) as to_on,
           arg_min(opens, (from_on, opens)) = 1 as starts, arg_max(closes, (to_on, closes)) = 1 as ends,
           count(distinct release_id) as n_documents,
           arg_min(release_id, (event_at, release_id, row_no)) as first_release_id, arg_min(row_no, (event_at, release_id, row_no)) as first_row_no,
           arg_max(release_id, (event_at, release_id, row_no)) as last_release_id, arg_max(row_no, (event_at, release_id, row_no)) as last_row_no
    from event_numbered
    group by custodian_id, from_id, to_id, part
),
by_logs as (
    select from_id, to_id, 'event' as basis, custodian_id, 'event_log' as kind,
           case when custodian_id = from_id then 'outbound' else 'inbound' end as direction,
           case when starts then from_on - 1 end as after_on, from_on, to_on, case when ends then to_on + 1 end as before_on,
           n_documents, to_on - from_on + 1 as n_days, first_release_id, first_row_no, last_release_id, last_row_no
    from event_spans
),
-- used: one span a pair; that nobody searched on a day tells nothing
used_pairs as (
    select from_id, to_id, min(day) as from_on, max(day) as to_on, count(*) as n_days, arg_min(use_no, day) as first_no,
           arg_max(use_no, day) as last_no, count(distinct use_no // 1099511627776) as n_documents
    from use_days group by from_id, to_id
),
numbered as (
    select release_id, enum_code(cast(release_id as use_release)) as release_no from releases
),
used as (
    select cast(p.from_id as varchar) as from_id, cast(p.to_id as varchar) as to_id, 'used' as basis,
           cast(p.from_id as varchar) as custodian_id, 'network_audit' as kind, 'outbound' as direction,
           cast(null as date) as after_on, p.from_on, p.to_on, cast(null as date) as before_on, p.n_documents, p.n_days,
           f.release_id as first_release_id, p.first_no % 1099511627776 as first_row_no,
           l.release_id as last_release_id, p.last_no % 1099511627776 as last_row_no
    from used_pairs p
    join numbered f on f.release_no = p.first_no // 1099511627776
    join numbered l on l.release_no = p.last_no // 1099511627776
),
told as (
    select * from listed union all by name select * from undated union all by name select * from by_logs union all by name select * from used
)
select from_id, to_id, basis,
       row_number() over (partition by from_id, to_id, basis order by from_on nulls last, to_on, custodian_id, kind, direction) as span_no,
       after_on, from_on, to_on, before_on, cast(n_documents as bigint) as n_documents, cast(n_days as bigint) as n_days,
       first_release_id, cast(first_row_no as bigint) as first_row_no, last_release_id, cast(last_row_no as bigint) as last_row_no,
       custodian_id, direction, kind
from told
order by from_id, to_id, basis, span_no
