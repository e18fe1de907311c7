-- One row is one custodian, log and day (UTC) between the first and the last day on which that log has entries.
-- n_most is the largest number of entries that one release has on the day: the same day in two productions counts once.
-- usual is the median of n_most on that weekday; days inside a silence of more than two weeks say nothing about it.
-- state: held; quiet (no entry, and few were to be expected); gap (no entry in a run of days in which ten or more were to
-- be expected); low (the first week after the level fell by 90 % or more against the four weeks before).
with
counted as (
    select custodian_id, log, day, sum(n) as n_entries, count(*) as n_releases, max(n) as n_most
    from release_days
    where custodian_id <> '' and log <> '' and day between date '2009-01-01' and date '2099-12-31'
    group by all
),
spans as (
    select custodian_id, log, unnest(generate_series(min(day), max(day), interval 1 day)) as day
    from counted group by custodian_id, log
),
days as (
    select s.custodian_id, s.log, cast(s.day as date) as day, coalesce(c.n_entries, 0) as n_entries,
           coalesce(c.n_releases, 0) as n_releases, coalesce(c.n_most, 0) as n_most
    from spans s left join counted c on c.custodian_id = s.custodian_id and c.log = s.log and c.day = cast(s.day as date)
),
numbered as (
    select *, date_diff('day', date '2009-01-01', day)
              - row_number() over (partition by custodian_id, log, n_most = 0 order by day) as run
    from days
),
silences as (
    select *, count(*) over (partition by custodian_id, log, n_most = 0, run) as run_days from numbered
),
usuals as (
    select custodian_id, log, isodow(day) as weekday, median(n_most) as usual
    from silences where n_most > 0 or run_days <= 14
    group by all
),
expected as (
    select s.*, coalesce(u.usual, 0) as usual,
           sum(coalesce(u.usual, 0)) over (partition by s.custodian_id, s.log, s.n_most = 0, s.run) as run_usual,
           avg(s.n_most) over back as before, count(*) over back as n_before,
           avg(s.n_most) over ahead as after, count(*) over ahead as n_after
    from silences s
    left join usuals u on u.custodian_id = s.custodian_id and u.log = s.log and u.weekday = isodow(s.day)
    window back as (partition by s.custodian_id, s.log order by s.day rows between 28 preceding and 1 preceding),
           ahead as (partition by s.custodian_id, s.log order by s.day rows between current row and 6 following)
),
fallen as (
    select *, n_before = 28 and n_after = 7 and before >= 5 and after > 0 and after <= before * 0.1 as has_fallen from expected
),
firsts as (
    select *, has_fallen and not coalesce(lag(has_fallen) over (partition by custodian_id, log order by day), false) as falls
    from fallen
)
select custodian_id, log, day, cast(n_entries as bigint) as n_entries, cast(n_releases as bigint) as n_releases,
       cast(n_most as bigint) as n_most, usual,
       case when n_most = 0 and run_usual >= 10 then 'gap'
            when n_most = 0 then 'quiet'
            when bool_or(falls) over (partition by custodian_id, log order by day rows between 6 preceding and current row) then 'low'
            else 'held' end as state
from firsts
order by custodian_id, log, day
