-- One row is one file of a log with something odd about it as a whole: its name, its edges, its size, its place, its zeros.
-- Each tells in how many of the files of logs held the same is found.
create or replace temp table odd_files as
with
logs as (
    select d.release_id, any_value(d.custodian_id) as custodian_id, any_value(d.log) as log, sum(d.n) as n,
           min(d.first_at) as first_at, max(d.last_at) as last_at,
           sum(n_networks_zero) as n_networks_zero, sum(n_networks) as n_networks,
           sum(n_devices_zero) as n_devices_zero, sum(n_devices) as n_devices
    from release_days d group by d.release_id
),
known as (
    select l.*, r.name, r.path, r.custodian_basis, coalesce(a.state, '') as state, coalesce(nullif(z.zone, ''), 'UTC') as zone,
           count(*) over () as n_files
    from logs l
    join received r using (release_id)
    left join agencies a on a.agency_id = l.custodian_id
    left join state_zones z on z.state = a.state
),
local as (
    select *, (first_at at time zone 'UTC') at time zone zone as local_first, (last_at at time zone 'UTC') at time zone zone as local_last
    from known where zone <> 'UTC' and log <> 'portal'
),
cut_local as (
    -- the rows fill whole months of local time, and spill over the end of the month in UTC
    select *, count(*) over () as n_of
    from local
    where day(local_first) = 1 and hour(local_first) < 6
      and day(local_last + interval 1 day) = 1 and hour(local_last) >= 18
      and date_trunc('month', last_at) <> date_trunc('month', local_last)
),
cut_at_local_midnight as (
    select release_id, 0 as row_no, '' as locator, 'cut_at_local_midnight' as kind, 'searched_at' as column_name,
           strftime(first_at, '%Y-%m-%d %H:%M') || ' to ' || strftime(last_at, '%Y-%m-%d %H:%M') || ' UTC' as value,
           'the months of this file begin and end at midnight in ' || zone || ' (' || state || '), so in UTC it ends on the next month''s'
               || ' first day, and a file cut in UTC beside it would share or lack these hours (in ' || n_of || ' of ' || n_files
               || ' files of logs held); nothing is wrong with it' as why
    from cut_local
),
named as (
    select *, regexp_extract_all(lower(name), '(?:^|[^0-9])(20[0-9]{2})[-_. ]?(0[1-9]|1[0-2])(?:[^0-9]|$)', 1) as years,
           regexp_extract_all(lower(name), '(?:^|[^0-9])(20[0-9]{2})[-_. ]?(0[1-9]|1[0-2])(?:[^0-9]|$)', 2) as months,
           regexp_extract(lower(name), '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-_. ]*(20[0-9]{2})', 1) as word,
           regexp_extract(lower(name), '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-_. ]*(20[0-9]{2})', 2) as word_year,
           regexp_extract_all(lower(name), '(?:^|[^0-9])(20[0-9]{2})(?:[^0-9]|$)', 1) as only_years
    from known where log <> 'portal'
),
said as (
    select *, coalesce(
        list_transform(range(1, len(years) + 1), lambda i: years[i] || '-' || months[i]), []::varchar[])
        || case when word <> '' then [word_year || '-' || lpad(cast(
               (position(word in 'janfebmaraprmayjunjulaugsepoctnovdec') + 2) // 3 as varchar), 2, '0')] else []::varchar[] end as named_months,
        list_transform(range(0, date_diff('month', first_at, last_at) + 1),
            lambda i: strftime(date_trunc('month', first_at) + to_months(cast(i as integer)), '%Y-%m')) as own_months
    from named
),
misnamed as (
    select *, case when len(named_months) > 0 then list_aggregate(list_distinct(named_months), 'string_agg', ', ')
                   else list_aggregate(list_distinct(only_years), 'string_agg', ', ') end as says,
           count(*) over () as n_of
    from said
    where date_diff('month', first_at, last_at) < 240
      and ((len(named_months) > 0 and not list_has_any(named_months, own_months))
        or (len(named_months) = 0 and len(only_years) > 0
            and not list_has_any(only_years, list_transform(own_months, lambda m: m[:4]))))
),
name_names_other_month as (
    select release_id, 0, '', 'name_names_other_month', '',
           'name says ' || says || ', entries are of ' || strftime(first_at, '%Y-%m') || ' to ' || strftime(last_at, '%Y-%m'),
           'the file''s name says another month or year than its entries (in ' || n_of || ' of ' || n_files
               || ' files of logs held); a name may give the day of the request or of the export, or a slip of the hand'
    from misnamed
),
sizes as (
    select *, count(*) over (partition by log, n) as n_same, count(*) over () as n_large from known where log <> 'portal' and n >= 1000
),
same_row_count as (
    select release_id, 0, '', 'same_row_count', '', format('{:,}', cast(n as bigint)) || ' entries in ' || n_same || ' files',
           'several files of logs have exactly this many entries (in ' || count(*) over () || ' of ' || n_large
               || ' files of 1,000 or more); an export limit makes files equally long, and so does one file produced twice'
    from sizes where n_same > 1
),
folders as (
    select *, left(path, length(path) - length(name)) as folder from known
    where log <> 'portal' and custodian_basis <> 'none' and ends_with(path, name)
),
shared as (
    select *, count(*) over (partition by folder, custodian_id) as n_own, count(*) over (partition by folder) as n_all
    from folders
),
ruling as (
    select folder, max_by(custodian_id, n_own) as custodian_id, max(n_own) as n_own, max(n_all) as n_all from shared group by folder
),
other_agency_in_folder as (
    select s.release_id, 0, '', 'other_agency_in_folder', '', r.n_own || ' of ' || r.n_all || ' files beside it are another agency''s',
           'the other files of this folder are of ' || coalesce(a.canonical, r.custodian_id) || ', this one is of another agency (in '
               || count(*) over () || ' of ' || s.n_files
               || ' files of logs held); whoever gathered the files may have put it there, or the agency answered for another one'
    from shared s
    join ruling r on r.folder = s.folder
    left join agencies a on a.agency_id = r.custodian_id
    where s.custodian_id <> r.custodian_id and r.n_own >= 2 and r.n_own * 3 >= r.n_all * 2
),
networks_zero as (
    select release_id, 0, '', 'networks_zero', 'networks',
           format('{:,}', cast(n_networks_zero as bigint)) || ' of ' || format('{:,}', cast(n as bigint)) || ' entries',
           'the number of networks is 0 in some entries and above 0 in most (in ' || count(*) over () || ' of ' || n_files
               || ' files of logs held); no search reaches nothing, so 0 is read as unknown here'
    from known where n_networks_zero > 0 and n_networks > n_networks_zero
),
devices_zero as (
    select release_id, 0, '', 'devices_zero', 'devices',
           format('{:,}', cast(n_devices_zero as bigint)) || ' of ' || format('{:,}', cast(n as bigint)) || ' entries',
           'the number of devices is 0 in some entries and above 0 in most (in ' || count(*) over () || ' of ' || n_files
               || ' files of logs held); some exports write 0 for what is not known'
    from known where n_devices_zero > 0 and n_devices > n_devices_zero
)
select * from cut_at_local_midnight
union all select * from name_names_other_month
union all select * from same_row_count
union all select * from other_agency_in_folder
union all select * from networks_zero
union all select * from devices_zero
