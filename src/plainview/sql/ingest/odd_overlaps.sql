-- One row is one file whose entries stand elsewhere too, or should and do not: the same entries in two files of one log, every
-- row several times in one file, and an agency's own searches that only one of its two logs shows.
-- Entries are looked at only where the days of release_days say that there may be something to find.
create or replace temp table odd_overlaps as
with
logs as (
    select release_id, any_value(custodian_id) as custodian_id, any_value(log) as log, count(*) over () as n_files
    from release_days where log <> 'portal' and custodian_id <> '' group by release_id
),
shared_days as (
    select d.release_id, d.day, d.custodian_id, d.log
    from release_days d
    where d.log <> 'portal' and d.custodian_id <> ''
    qualify count(*) over (partition by d.custodian_id, d.log, d.day) > 1
),
shared_entries as (
    select e.release_id, e.row_no, s.custodian_id, s.log, e.vendor_id,
           -- a window tells searches of one second apart; what a person typed may be masked in one of two files
           hash(e.searched_at, e.searcher_raw, e.networks, e.window_from, e.window_to, e.search_type,
                case when e.window_from is null then hash(e.reason_raw, e.offense_raw, e.case_raw, e.account_token, e.plate_token) end) as printed
    from entries e join shared_days s on s.release_id = e.release_id and s.day = cast(e.searched_at as date)
),
keyed as (
    -- two entries are the same by their id; by all that is printed only where one of them has no id (is_same)
    select release_id, row_no, custodian_id, log, hash('id', vendor_id) as number, true as is_same
    from shared_entries where vendor_id is not null
    union all
    select release_id, row_no, custodian_id, log, hash('print', printed), vendor_id is null from shared_entries
),
met as (
    select custodian_id, log, number, list(distinct release_id) as files
    from keyed group by custodian_id, log, number
    having count(distinct release_id) > 1 and bool_or(is_same)
),
in_both as (
    select k.release_id, count(distinct other) as n_others
    from keyed k join (select custodian_id, log, number, unnest(files) as other from met) m
      on m.custodian_id = k.custodian_id and m.log = k.log and m.number = k.number and m.other <> k.release_id
    group by k.release_id
),
in_some as (
    select k.release_id, count(distinct k.row_no) as n
    from keyed k join met m on m.custodian_id = k.custodian_id and m.log = k.log and m.number = k.number
    group by k.release_id
),
sizes as (
    select release_id, sum(n) as n from release_days group by release_id
),
rows_in_two_files as (
    select i.release_id, 0 as row_no, '' as locator, 'rows_in_two_files' as kind, '' as column_name,
           format('{:,}', cast(i.n as bigint)) || ' of ' || format('{:,}', cast(z.n as bigint)) || ' entries, '
               || b.n_others || case when b.n_others = 1 then ' other file' else ' other files' end as value,
           case when i.n = z.n then 'every entry of this file stands' else 'entries of this file stand' end
               || ' in another file of the same log too (in ' || count(*) over () || ' of ' || l.n_files
               || ' files of logs held); a month may have been produced twice, or monthly files share a day; an id counts one search once' as why
    from in_some i join in_both b using (release_id) join sizes z using (release_id) join logs l using (release_id)
),
even as (
    -- if every row stands k times, k divides the number of rows of every day
    select release_id from release_days
    group by release_id
    having sum(n) >= 20 and list_bool_or(list_transform(range(2, 11), lambda k: list_bool_and(list_transform(list(n), lambda m: m % k = 0))))
),
copies as (
    select release_id, count(*) as k
    from entries where release_id in (select release_id from even)
    group by release_id, vendor_id, searched_at, searcher_raw, networks, devices, window_from, window_to, search_type, reason_raw,
             offense_raw, case_raw, account_token, account_state, plate_token, plate_state, filters_raw, prompt_raw, moderation
),
copied as (
    select release_id, min(k) as k, count(*) as n from copies group by release_id having min(k) = max(k) and min(k) > 1
),
every_row_repeated as (
    select release_id, 0, '', 'every_row_repeated', '', 'each of ' || format('{:,}', n) || ' rows stands ' || k || ' times',
           'every row of this file stands exactly ' || k || ' times (in ' || count(*) over () || ' of '
               || (select count(distinct release_id) from release_days)
               || ' files of logs held); an export that was joined with itself does this; divide its counts by ' || k
    from copied
),
without_ids as (
    select release_id from entries where log <> 'portal' group by release_id having count(vendor_id) = 0
),
alike as (
    select release_id, count(*) as k, min(row_no) as row_no, min_by(locator, row_no) as locator
    from entries where release_id in (select release_id from without_ids)
    group by release_id, searched_at, hash(searcher_raw, networks, devices, window_from, window_to, search_type, reason_raw,
             offense_raw, case_raw, account_token, account_state, plate_token, plate_state, filters_raw, prompt_raw, moderation)
    having count(*) > 1
),
repeated_rows as (
    select release_id, min(row_no), min_by(locator, row_no), 'repeated_rows', '',
           format('{:,}', cast(sum(k - 1) as bigint)) || ' rows equal another row of this file in all that is kept of them',
           'the file has no ids, so equal rows may be one search printed twice or two searches alike; they are counted once where no plate was left out of them (in '
               || count(*) over () || ' of ' || (select count(*) from without_ids) || ' files of logs held without ids); the first is named'
    from alike where release_id not in (select release_id from copied)
    group by release_id
),
both_days as (
    select custodian_id, day from release_days where log in ('network', 'organization')
    group by custodian_id, day having count(distinct log) = 2
),
own as (
    select d.custodian_id, e.release_id, r.log, e.vendor_id, date_trunc('second', e.searched_at) as second
    from entries e
    join received r on r.release_id = e.release_id and r.log in ('network', 'organization')
    join both_days d on d.custodian_id = r.custodian_id and d.day = cast(e.searched_at as date)
    where e.searcher_id = r.custodian_id
),
own_keyed as (
    select *, case when count(*) over (partition by custodian_id) = count(vendor_id) over (partition by custodian_id)
                   then hash(vendor_id) else hash(second) end as number
    from own
),
own_of as (
    select a.custodian_id, a.log, a.release_id, count(*) as n,
           count(*) filter (not exists (
               select 1 from own_keyed b where b.custodian_id = a.custodian_id and b.log <> a.log and b.number = a.number)) as n_alone
    from own_keyed a
    group by a.custodian_id, a.log, a.release_id
),
own_searches as (
    select custodian_id, log, sum(n) as n, sum(n_alone) as n_alone, max_by(release_id, (n_alone, release_id)) as release_id,
           count(*) filter (sum(n_alone) > 0) over (partition by log) as n_of, count(*) over (partition by log) as n_both
    from own_of group by custodian_id, log
),
own_searches_missing as (
    select release_id, 0, '', 'own_searches_missing', '',
           format('{:,}', cast(n_alone as bigint)) || ' of ' || format('{:,}', cast(n as bigint)) || ' own searches, '
               || case when log = 'organization' then 'not in the network audit' else 'not in the organization audit' end,
           case when log = 'organization'
                then 'the agency''s own searches of the same days stand in its organization audit and not in its network audit (at '
                else 'the agency''s own searches of the same days stand in its network audit and not in its organization audit (at ' end
               || n_of || ' of ' || n_both || ' agencies with both); '
               || case when log = 'organization' then 'a search narrowed to other agencies'' cameras need not touch its own'
                       else 'the two exports may have been filtered or cut at different hours' end
    from own_searches where n_alone > 0
)
select * from rows_in_two_files
union all select * from every_row_repeated
union all select * from repeated_rows
union all select * from own_searches_missing
