-- One row is one log of one custodian (or one file of it) with days that are odd: missing, far below their level, or not
-- possible. Stands at the release that has the last entry before.
create or replace temp table odd_days as
with
logs as (
    select count(*) as n_logs from (select distinct custodian_id, log from held)
),
runs as (
    select custodian_id, log, min(day) as from_on, max(day) as to_on, sum(usual) as expected
    from (
        select *, date_diff('day', date '2009-01-01', day) - row_number() over (partition by custodian_id, log order by day) as run
        from held where state = 'gap'
    )
    group by custodian_id, log, run
),
silent as (
    select r.custodian_id, r.log, min(from_on) as first_on, sum(date_diff('day', from_on, to_on) + 1) as n_days, count(*) as n_runs,
           string_agg(case when from_on = to_on then cast(from_on as varchar) else from_on || ' to ' || to_on end, ', ' order by from_on)
               filter (place <= 6) as listed,
           sum(expected) as expected, count(*) over () as n_of
    from (select *, row_number() over (partition by custodian_id, log order by from_on) as place from runs) r
    group by r.custodian_id, r.log
),
falls as (
    select custodian_id, log, day, before, after
    from (
        select *, avg(n_most) over (partition by custodian_id, log order by day rows between 28 preceding and 1 preceding) as before,
               avg(n_most) over (partition by custodian_id, log order by day rows between current row and 6 following) as after,
               lag(state, 1, '') over (partition by custodian_id, log order by day) as state_before
        from held
    )
    where state = 'low' and state_before <> 'low'
),
fallen as (
    select custodian_id, log, min(day) as first_on, count(*) as n_runs,
           string_agg(cast(day as varchar) || ' (from ' || round(before, 1) || ' to ' || round(after, 1) || ' a day)', ', ' order by day)
               as listed,
           count(*) over () as n_of
    from falls group by custodian_id, log
),
placed as (
    select custodian_id, log, first_on, 'days_missing' as kind,
           n_days || ' day' || case when n_days = 1 then '' else 's' end || ': ' || listed
               || case when n_runs > 6 then ' and ' || (n_runs - 6) || ' more times' else '' end as value,
           'the log has no entry on ' || n_days || ' day' || case when n_days = 1 then '' else 's' end
               || ' between days that have some, where about ' || format('{:,}', cast(round(expected) as bigint))
               || ' were to be expected by its own weekdays (in ' || n_of || ' of ' || (select n_logs from logs)
               || ' logs held); '
               || case when log = 'portal' then 'a portal shows 30 days only, so no page may have been saved in time'
                       else 'the file may not have been produced, or the system was down' end as why
    from silent
    union all
    select custodian_id, log, first_on, 'level_fell', listed,
           'the number of entries a day falls by 90 % or more for a week or longer, against the four weeks before (in ' || n_of
               || ' of ' || (select n_logs from logs)
               || ' logs held); a filter or a limit of the export does this, and so does a change of practice or of sharing'
    from fallen
),
at_release as (
    select p.*, max_by(d.release_id, (d.day, d.release_id)) as release_id
    from placed p
    join release_days d on d.custodian_id = p.custodian_id and d.log = p.log and d.day < p.first_on
    group by all
),
unlikely as (
    select d.release_id, sum(d.n) as n, min(d.day) as first_on, max(d.day) as last_on
    from release_days d join received r using (release_id)
    where d.day < date '2009-01-01' or d.day > coalesce(try_cast(r.received_on as date), date '2099-12-31') + 1
    group by d.release_id
),
days_missing as (
    select release_id, 0 as row_no, '' as locator, 'days_missing' as kind, 'searched_at' as column_name, value, why
    from at_release where kind = 'days_missing'
),
level_fell as (
    select release_id, 0, '', 'level_fell', 'searched_at', value, why from at_release where kind = 'level_fell'
),
time_unlikely as (
    select release_id, 0, '', 'time_unlikely', 'searched_at',
           format('{:,}', cast(n as bigint)) || ' entries, ' || first_on || ' to ' || last_on,
           'entries have a time before 2009 or after the file was received (in ' || count(*) over () || ' of '
               || (select count(distinct release_id) from release_days)
               || ' logs held as files); the cells may be shifted, or the day of receipt is not as noted'
    from unlikely
)
select * from days_missing
union all select * from level_fell
union all select * from time_unlikely
