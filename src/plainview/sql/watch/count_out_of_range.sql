-- One row is one whole week (from Monday, UTC) in which an agency's log holds more entries than is usual for it. Usual is the median of
-- the weeks before, plus so many spreads; a spread is 1.48 times the median distance from that median, and never less than the root
-- of the median, as chance alone would spread a count. Weeks with a silence in them are neither judged nor counted as usual.
with
weeks as (
    select custodian_id, log, cast(date_trunc('week', day) as date) as week, cast(sum(n_most) as double) as n
    from held
    where list_contains(cast($logs as varchar[]), log)
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), custodian_id))
    group by all
    having count(*) = 7 and bool_and(state in ('held', 'quiet'))
),
back as (
    select a.custodian_id, a.log, a.week, a.n, b.n as before, median(b.n) over (partition by a.custodian_id, a.log, a.week) as middle
    from weeks a
    join weeks b on b.custodian_id = a.custodian_id and b.log = a.log and b.week < a.week and b.week >= a.week - cast($weeks as integer) * 7
),
usual as (
    select custodian_id, log, week, n, any_value(middle) as middle,
           greatest(1.4826 * median(abs(before - middle)), sqrt(any_value(middle)), 1) as spread
    from back
    group by custodian_id, log, week, n
    having count(*) >= least($weeks, 4)
),
above as (
    select *, ceil(middle + $spreads * spread) as most from usual where n >= $least and n > middle + $spreads * spread
)
select [x.custodian_id] as who, concat_ws('|', x.log, x.week) as what, x.custodian_id as owner_id, cast(null as varchar) as other_id,
       x.log as topic, cast(null as date) as before_on, x.week as day, x.most as was, x.n as now,
       min(e.release_id) as release_id, arg_min(e.row_no, (e.release_id, e.row_no)) as row_no,
       arg_min(e.locator, (e.release_id, e.row_no)) as locator,
       cast(null as varchar) as earlier_release_id, cast(null as bigint) as earlier_row_no
from above x
join entries e on e.custodian_id = x.custodian_id and e.log = x.log and e.searched_at >= x.week and e.searched_at < x.week + interval 7 day
group by x.custodian_id, x.log, x.week, x.most, x.n
