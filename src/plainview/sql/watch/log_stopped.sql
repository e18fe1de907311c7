-- One row is one silence: days inside a log on which entries were to be expected and none stands in it (table held, state gap), or a
-- portal whose list of searches ends long before the day on which it was saved.
with
silent as (
    select custodian_id, log, day, day - cast(row_number() over (partition by custodian_id, log order by day) as integer) as run
    from held
    where state = 'gap' and list_contains(cast($logs as varchar[]), log)
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), custodian_id))
),
gaps as (
    select custodian_id, log, min(day) as first_on, cast(count(*) as double) as n_days
    from silent group by custodian_id, log, run having count(*) >= $days
),
last_before as (
    select g.*, max(e.searched_at) as last_at
    from gaps g
    join entries e on e.custodian_id = g.custodian_id and e.log = g.log and e.searched_at < g.first_on
    group by g.custodian_id, g.log, g.first_on, g.n_days
),
saved as (
    select custodian_id, max(cast(coalesce(captured_on, seen_on) as date)) as saved_on
    from releases
    where kind in ('portal_page', 'portal_audit') and coalesce(captured_on, seen_on) is not null
    group by custodian_id
),
ended as (
    select e.custodian_id, e.log, max(e.searched_at) as last_at, any_value(s.saved_on) as saved_on
    from entries e
    join saved s on s.custodian_id = e.custodian_id
    where e.log = 'portal' and list_contains(cast($logs as varchar[]), 'portal')
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), e.custodian_id))
    group by e.custodian_id, e.log
    having date_diff('day', cast(max(e.searched_at) as date), any_value(s.saved_on)) > $days
),
stops as (
    select custodian_id, log, 'gap' as sort, last_at, first_on as day, n_days from last_before
    union all
    select custodian_id, log, 'end', last_at, cast(last_at as date) + 1, cast(date_diff('day', cast(last_at as date), saved_on) as double)
    from ended
)
select [t.custodian_id] as who, concat_ws('|', t.log, t.day) as what, t.custodian_id as owner_id, cast(null as varchar) as other_id,
       t.log as topic, cast(t.last_at as date) as before_on, any_value(t.day) as day, cast(null as double) as was, max(t.n_days) as now,
       min(e.release_id) as release_id, arg_min(e.row_no, (e.release_id, e.row_no)) as row_no,
       arg_min(e.locator, (e.release_id, e.row_no)) as locator,
       cast(null as varchar) as earlier_release_id, cast(null as bigint) as earlier_row_no
from stops t
join entries e on e.custodian_id = t.custodian_id and e.log = t.log and e.searched_at = t.last_at
group by t.custodian_id, t.log, t.day, t.last_at
