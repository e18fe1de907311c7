-- title: One account does more than one person can
-- severity: medium
-- confidence: low
-- scope: account
-- cut: at work for 24 hours or more without five hours of rest; or searches in 240 different seconds of one hour; or on 3 days or more in the same ten minutes in the names of two agencies, far more often than two people of one name would.
-- sentence: Account {account_no} of {n_accounts} of {agency}, counted by first search, {did}. How many people use it?
-- innocent: A shared login of a dispatch desk or a camera centre, a script that the agency runs, two people whose accounts are printed alike, or one officer with posts in two agencies.
-- base_rate: {n_like} of {n_tested} accounts held do so.
-- expects: One in ten for each four hours beyond sixteen, chance alone for the others, or what a simulated network showed, whichever is more.
-- counts: Searches in audit logs that show the account, a search of several logs once; the strongest of the three signs. Two agencies are compared only where the account is printed whole, not as initials.
-- score is hours beyond sixteen divided by four; or -log10 of a bound on the chance of so many seconds at 120 an hour, or of so many meetings by chance.
-- 24 hours: a double shift is sixteen. 240 seconds: one search in 15 seconds for an hour, without a pause. 3 days: twice may be chance.
with
busy as (
    -- 10 busy hours in two or three days: four searches or more on one of them
    select agency_id, account from detect_account where n_searches >= 10 and n_most >= 4
),
hours as (
    select s.agency_id, s.account, date_trunc('hour', s.searched_at) as hour_at, count(*) as n
    from detect_search s join busy b on b.agency_id = s.agency_id and b.account = s.account
    where s.searched_at is not null
    group by s.agency_id, s.account, hour_at
),
rests as (
    select *, case when date_diff('hour', lag(hour_at) over (partition by agency_id, account order by hour_at), hour_at) <= 4 then 0 else 1 end as is_rested
    from hours
),
numbered as (
    select agency_id, account, hour_at, sum(is_rested) over (partition by agency_id, account order by hour_at rows unbounded preceding) as stretch
    from rests
),
stretches as (
    select agency_id, account, min(hour_at) as from_at, max(hour_at) + interval 1 hour as to_at, count(*) as n_hours,
           date_diff('hour', min(hour_at), max(hour_at)) + 1 as length
    from numbered group by agency_id, account, stretch
),
awake as (
    select agency_id, account, from_at, to_at, (length - 16) / 4.0 as score,
           'was at work for ' || length || ' hours from ' || strftime(from_at, '%Y-%m-%d %H:%M') || ' UTC without five hours of rest' as did
    from stretches where length >= 24 and n_hours >= 10
),
fast as (
    select agency_id, account, hour_at as from_at, hour_at + interval 1 hour as to_at,
           (n_seconds * ln(n_seconds / 120.0) - n_seconds + 120) / ln(10) as score,
           'searched in ' || n_seconds || ' different seconds of the hour from ' || strftime(hour_at, '%Y-%m-%d %H:%M') || ' UTC' as did
    from (
        select h.agency_id, h.account, h.hour_at, count(distinct date_trunc('second', s.searched_at)) as n_seconds
        from hours h
        join detect_search s on s.agency_id = h.agency_id and s.account = h.account and date_trunc('hour', s.searched_at) = h.hour_at
        where h.n >= 240
        group by h.agency_id, h.account, h.hour_at
    )
    where n_seconds >= 240
),
shared as (
    select account from detect_account where is_whole group by account having count(*) >= 2
),
spans as (
    select distinct s.agency_id, s.account, cast(floor(epoch(s.searched_at) / 600) as bigint) as span
    from detect_search s join shared b on b.account = s.account
    where s.account_whole and s.searched_at is not null
),
sizes as (
    select agency_id, account, count(*) as n, min(span) as first_span, max(span) as last_span from spans group by agency_id, account
),
meetings as (
    select a.agency_id, a.account, b.agency_id as other_id, count(*) as n, count(distinct a.span // 144) as n_days
    from spans a join spans b on b.account = a.account and b.span = a.span and b.agency_id <> a.agency_id
    group by a.agency_id, a.account, b.agency_id
),
twice as (
    -- two people of one name work the same third of the day: four times as often as by chance over all hours
    select m.*, greatest(4.0 * a.n * b.n / (greatest(a.last_span, b.last_span) - least(a.first_span, b.first_span) + 1), 0.05) as expected
    from meetings m
    join sizes a on a.agency_id = m.agency_id and a.account = m.account
    join sizes b on b.agency_id = m.other_id and b.account = m.account
    where m.n_days >= 3
),
paired as (
    select t.agency_id, t.account, t.other_id, (t.n_days * ln(t.n_days / t.expected) - t.n_days + t.expected) / ln(10) as score,
           'searched in the same ten minutes in the name of another agency too (' || coalesce(nullif(g.canonical, ''), t.other_id)
               || '), on ' || t.n_days || ' days' as did
    from twice t left join agencies g on g.agency_id = t.other_id
    where t.n_days > t.expected
),
signs as (
    select agency_id, account, from_at, to_at, null as other_id, score, did from awake
    union all
    select agency_id, account, from_at, to_at, null, score, did from fast
    union all
    select agency_id, account, null, null, other_id, score, did from paired where score >= 2
),
found as (
    select *, row_number() over (partition by agency_id, account order by score desc, did) as place from signs
),
pieces as (
    select f.agency_id, f.account, s.release_id, s.row_no, s.searched_at
    from found f
    join detect_search s on s.agency_id = f.agency_id and s.account = f.account and s.searched_at >= f.from_at and s.searched_at < f.to_at
    where f.place = 1 and f.other_id is null
    union all
    select f.agency_id, f.account, s.release_id, s.row_no, s.searched_at
    from found f
    join detect_search s on s.agency_id = f.agency_id and s.account = f.account
    join spans o on o.agency_id = f.other_id and o.account = f.account and o.span = cast(floor(epoch(s.searched_at) / 600) as bigint)
    where f.place = 1 and f.other_id is not null
),
lines as (
    select *, row_number() over (partition by agency_id, account order by searched_at, release_id, row_no) as place,
           count(*) over (partition by agency_id, account) as n
    from pieces
),
base as (
    select (select count(*) from found where place = 1) as n_like, (select count(*) from detect_account) as n_tested
)
select f.agency_id, 'search' as unit, a.first_entry as part, a.account_no, a.n_accounts, l.n as n_certain, l.n as n_possible, 0 as n_unreadable,
       a.n_searches as n_total, f.score,
       case when f.from_at is not null and f.did like 'was at work%' then 1 / (1 + pow(10, f.score - 1)) else b.n_tested / (b.n_tested + pow(10, f.score)) end as p_innocent,
       f.did, b.n_like, b.n_tested, l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || strftime(l.searched_at, '%Y-%m-%d %H:%M:%S') || ' UTC' as what
from found f
join detect_account a on a.agency_id = f.agency_id and a.account = f.account
join lines l on l.agency_id = f.agency_id and l.account = f.account
cross join base b
where f.place = 1 and l.place <= 50
order by f.agency_id, part, l.place
