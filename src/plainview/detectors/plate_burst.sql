-- title: One account searches many plates in a burst
-- severity: medium
-- confidence: low
-- scope: account
-- cut: 25 different plates or more within 20 minutes, at odds that the agency's own pace makes a thousand to one or rarer, and not all under one case number.
-- sentence: Account {account_no} of {n_accounts} of {agency}, counted by first search, searched {n_plates} different plates within 20 minutes from {began} UTC. Was that one matter, or a list?
-- innocent: Every vehicle at one scene, a list of stolen vehicles that is worked off, or a patrol that checks cars in a row.
-- base_rate: There an account that searches at all searches {mean_plates} times in 10 minutes on average.
-- expects: Chance alone by a Poisson model over all 10-minute spans with a search, or what a simulated network showed, whichever is more.
-- counts: Searches in audit logs that show account and plate, a search of several logs once; the largest burst of each account. Plates that are masked or not exported are not seen.
-- score is -log10 of a bound on the chance of so many plates at twice the mean of the agency's other 10-minute spans.
-- 25 plates in 20 minutes: one in 48 seconds, each typed. One case number on four fifths of the searches: one scene or one list, told as such.
with
spans as (
    select agency_id, account, cast(floor(epoch(searched_at) / 600) as bigint) as span, count(*) as n from detect_search
    where account is not null and plate is not null and searched_at is not null
    group by agency_id, account, span
),
usual as (
    select agency_id, sum(least(n, 12)) as n, count(*) as n_spans from spans group by agency_id
),
busy as (
    -- a burst over two spans has 13 or more in one of them
    select agency_id, account, span from spans where n >= 13
),
near as (
    select distinct agency_id, account, span from (
        select agency_id, account, span - 1 as span from busy union all select agency_id, account, span from busy
    )
),
searched as (
    select n.agency_id, n.account, n.span, s.plate, s.case_key, s.searched_at, s.release_id, s.row_no
    from near n
    join detect_search s on s.agency_id = n.agency_id and s.account = n.account and s.plate is not null
         and (cast(floor(epoch(s.searched_at) / 600) as bigint) = n.span or cast(floor(epoch(s.searched_at) / 600) as bigint) = n.span + 1)
),
cased as (
    select agency_id, account, span, max(n) as n_one_case
    from (select agency_id, account, span, case_key, count(*) as n from searched where case_key <> 0 group by agency_id, account, span, case_key)
    group by agency_id, account, span
),
bursts as (
    select agency_id, account, span, count(distinct plate) as n_plates, count(*) as n_searches, min(searched_at) as began
    from searched group by agency_id, account, span
),
scored as (
    select b.*, u.n / u.n_spans as mean_plates, t.n_tested,
           (b.n_plates * ln(b.n_plates / (2 * u.n / u.n_spans)) - b.n_plates + 2 * u.n / u.n_spans) / ln(10) as score
    from bursts b
    join usual u on u.agency_id = b.agency_id
    cross join (select sum(n_spans) as n_tested from usual) t
    left join cased c on c.agency_id = b.agency_id and c.account = b.account and c.span = b.span
    where b.n_plates >= 25 and b.n_plates > 2 * u.n / u.n_spans and coalesce(c.n_one_case, 0) < 0.8 * b.n_searches
),
found as (
    select *, row_number() over (partition by agency_id, account order by score desc, span) as place from scored where score >= 3
),
lines as (
    select f.agency_id, f.account, s.release_id, s.row_no, s.searched_at,
           row_number() over (partition by f.agency_id, f.account order by s.searched_at, s.release_id, s.row_no) as place
    from found f join searched s on s.agency_id = f.agency_id and s.account = f.account and s.span = f.span
    where f.place = 1
)
select f.agency_id, 'search' as unit, a.first_entry as part, a.account_no, a.n_accounts, f.n_searches as n_certain, f.n_searches as n_possible,
       0 as n_unreadable, a.n_searches as n_total, f.score, f.n_tested / (f.n_tested + pow(10, f.score)) as p_innocent,
       f.n_plates, strftime(f.began, '%Y-%m-%d %H:%M') as began, printf('%.1f', f.mean_plates) as mean_plates,
       l.release_id, l.row_no, cast(null as varchar) as locator, 'search of ' || strftime(l.searched_at, '%Y-%m-%d %H:%M:%S') || ' UTC' as what
from found f
join detect_account a on a.agency_id = f.agency_id and a.account = f.account
join lines l on l.agency_id = f.agency_id and l.account = f.account
where f.place = 1 and l.place <= 50
order by f.agency_id, part, l.place
