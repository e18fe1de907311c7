-- title: One account searches the same plate again and again
-- severity: high
-- confidence: low
-- scope: account
-- cut: 6 days or more in 21 days or more on which the account searched one plate without a case number, at odds that the agency's own pace makes a thousand to one or rarer, and three quarters of all days on which anybody of the agency searched it.
-- sentence: Account {account_no} of {n_accounts} of {agency}, counted by first search, searched one plate on {n_open} days from {first_on} to {last_on} without a case number; others there searched it on {n_other_days} days. For which matter?
-- innocent: A long investigation whose case number is kept elsewhere, a repeated alert on one vehicle, or a wanted person who is looked for day after day.
-- base_rate: Else an account there searches a plate {mean_times} times on average.
-- expects: Chance alone by a Poisson model over all pairs of account and plate, or what a simulated network showed, whichever is more.
-- counts: Searches in audit logs that show account and plate, a search of several logs once. Certain: on days without a case number, in the field or in the reason. Plates that are masked or not exported are not seen.
-- score is -log10 of a bound on the chance that a pair of account and plate at the agency's mean comes to so many days.
-- 6 days: below that, in two weeks of a working case, pairs are common. 21 days: a case of three weeks has a number. Three quarters: what a
-- whole desk looks for is no matter of one account.
with
pairs as (
    select agency_id, account, plate, count(*) as n from detect_search
    where account is not null and plate is not null and searched_at is not null
    group by agency_id, account, plate
),
usual as (
    select agency_id, sum(n) as n, count(*) as n_pairs from pairs group by agency_id
),
often as (
    select agency_id, account, plate, n as n_pair from pairs where n >= 6
),
searched as (
    select s.*, cast(s.searched_at as date) as day, coalesce(s.case_given, false) or r.has_number as is_told
    from detect_search s
    join (select distinct agency_id, plate from often) o on o.agency_id = s.agency_id and o.plate = s.plate
    join detect_reason r on r.reason_id = s.reason_id
    where s.searched_at is not null
),
days as (
    select o.agency_id, o.account, o.plate, o.n_pair, count(distinct s.day) as n_open, min(s.day) as first_on, max(s.day) as last_on, count(*) as n_searches
    from often o join searched s on s.agency_id = o.agency_id and s.account = o.account and s.plate = o.plate
    where not s.is_told
    group by o.agency_id, o.account, o.plate, o.n_pair
),
others as (
    select d.agency_id, d.account, d.plate, count(distinct s.day) as n_other_days
    from days d join searched s on s.agency_id = d.agency_id and s.plate = d.plate and s.account is distinct from d.account
    group by d.agency_id, d.account, d.plate
),
scored as (
    select d.*, coalesce(o.n_other_days, 0) as n_other_days, (u.n - d.n_pair + 1) / u.n_pairs as mean_times, t.n_tested,
           ((d.n_open - 1) * ln((d.n_open - 1) / greatest((u.n - d.n_pair + 1) / u.n_pairs - 1, 0.2)) - (d.n_open - 1) + greatest((u.n - d.n_pair + 1) / u.n_pairs - 1, 0.2)) / ln(10) as score
    from days d
    join usual u on u.agency_id = d.agency_id
    cross join (select sum(n_pairs) as n_tested from usual) t
    left join others o on o.agency_id = d.agency_id and o.account = d.account and o.plate = d.plate
    where d.n_open >= 6 and date_diff('day', d.first_on, d.last_on) >= 21 and d.n_open >= 3 * coalesce(o.n_other_days, 0)
),
found as (
    select *, row_number() over (partition by agency_id, account order by score desc, first_on, plate) as place from scored where score >= 3
),
lines as (
    select f.agency_id, f.account, s.release_id, s.row_no, s.searched_at,
           row_number() over (partition by f.agency_id, f.account order by s.searched_at, s.release_id, s.row_no) as place
    from found f join searched s on s.agency_id = f.agency_id and s.account = f.account and s.plate = f.plate
    where f.place = 1 and not s.is_told
)
select f.agency_id, 'search' as unit, a.first_entry as part, a.account_no, a.n_accounts, f.n_searches as n_certain, f.n_searches as n_possible,
       0 as n_unreadable, a.n_searches as n_total, f.score, f.n_tested / (f.n_tested + pow(10, f.score)) as p_innocent,
       f.n_open, f.n_other_days, cast(f.first_on as varchar) as first_on, cast(f.last_on as varchar) as last_on,
       printf('%.1f', f.mean_times) as mean_times, l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || strftime(l.searched_at, '%Y-%m-%d %H:%M') || ' UTC' as what
from found f
join detect_account a on a.agency_id = f.agency_id and a.account = f.account
join lines l on l.agency_id = f.agency_id and l.account = f.account
where f.place = 1 and l.place <= 50
order by f.agency_id, part, l.place
