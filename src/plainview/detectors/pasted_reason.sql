-- title: One account gives the same words as its reason for weeks
-- severity: medium
-- confidence: low
-- scope: account
-- cut: one text of 24 letters or with a number, on 10 days or more in 21 days or more, for 20 different plates or more, in half of the account's searches of that time, and hardly anybody else's.
-- sentence: Account {account_no} of {n_accounts} of {agency}, counted by first search, gave one and the same reason for {n_possible} searches on {n_days} days from {first_on} to {last_on}{plates}. Was each of them made for that?
-- innocent: A task force that works one large case for weeks, a text that a form fills in, or a supervisor's rule that a fixed text be used.
-- base_rate: Others there gave this reason in {n_others} of their searches.
-- expects: Chance alone by a Poisson model over all accounts with 30 searches, or what a simulated network showed, whichever is more.
-- counts: Searches in audit logs that show the account, a search of several logs once. Texts that the system wrote, short common words, and texts that colleagues use are left out. Where no plate is shown, 40 searches instead of 20 plates.
-- score is -log10 of a bound on the chance of so many days with this text if the account used it as often as the agency's accounts do on average.
-- 24 letters or five figures: two people hardly type that alike. 10 days in three weeks: more than one case's first days.
with
uses as (
    select s.agency_id, s.account, r.text_id, count(*) as n, count(distinct cast(s.searched_at as date)) as n_days,
           min(cast(s.searched_at as date)) as first_on, max(cast(s.searched_at as date)) as last_on,
           count(s.plate) as n_shown, count(distinct s.plate) as n_plates
    from detect_search s
    join detect_reason r on r.reason_id = s.reason_id and r.is_own_words
    join detect_account a on a.agency_id = s.agency_id and a.account = s.account and a.n_searches >= 30 and a.n_days >= 10
    where s.searched_at is not null
    group by s.agency_id, s.account, r.text_id
    having count(*) >= 20
),
wide as (
    select * from uses
    where n_days >= 10 and date_diff('day', first_on, last_on) >= 21 and (n_plates >= 20 or (n_shown = 0 and n >= 40))
),
meanwhile as (
    select w.agency_id, w.account, w.text_id, count(*) as n_meanwhile
    from wide w
    join detect_search s on s.agency_id = w.agency_id and s.account = w.account and s.searched_at >= w.first_on and s.searched_at < w.last_on + 1
    group by w.agency_id, w.account, w.text_id
),
everybody as (
    select s.agency_id, r.text_id, count(*) as n
    from detect_search s
    join detect_reason r on r.reason_id = s.reason_id
    join (select distinct agency_id, text_id from wide) w on w.agency_id = s.agency_id and w.text_id = r.text_id
    group by s.agency_id, r.text_id
),
sizes as (
    select agency_id, sum(n_searches) as n, sum(n_days) as n_days from detect_account group by agency_id
),
scored as (
    select w.*, e.n - w.n as n_others, a.account_no, a.n_accounts, a.first_entry, a.n_searches as n_total, t.n_tested,
           greatest(a.n_days * (e.n - w.n + 1.0) / greatest(z.n - a.n_searches, 1), 0.1) as expected
    from wide w
    join everybody e on e.agency_id = w.agency_id and e.text_id = w.text_id
    join detect_account a on a.agency_id = w.agency_id and a.account = w.account
    join sizes z on z.agency_id = w.agency_id
    join meanwhile m on m.agency_id = w.agency_id and m.account = w.account and m.text_id = w.text_id
    cross join (select count(*) as n_tested from detect_account where n_searches >= 30) t
    where 2 * w.n >= m.n_meanwhile and 10 * (e.n - w.n) <= w.n
),
found as (
    select *, (n_days * ln(n_days / least(expected, n_days)) - n_days + least(expected, n_days)) / ln(10) as score,
           row_number() over (partition by agency_id, account order by n desc, text_id) as place
    from scored
),
lines as (
    select f.agency_id, f.account, s.release_id, s.row_no, s.searched_at,
           row_number() over (partition by f.agency_id, f.account order by s.searched_at, s.release_id, s.row_no) as place
    from found f
    join detect_search s on s.agency_id = f.agency_id and s.account = f.account
    join detect_reason r on r.reason_id = s.reason_id and r.text_id = f.text_id
    where f.place = 1 and s.searched_at is not null
)
select f.agency_id, 'search' as unit, f.first_entry as part, f.account_no, f.n_accounts, f.n as n_certain, f.n as n_possible, 0 as n_unreadable,
       f.n_total, f.score, f.n_tested / (f.n_tested + pow(10, f.score)) as p_innocent, f.n_days, cast(f.first_on as varchar) as first_on,
       cast(f.last_on as varchar) as last_on, case when f.n_shown > 0 then ', for ' || f.n_plates || ' different plates' else '' end as plates,
       f.n_others, l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || strftime(l.searched_at, '%Y-%m-%d %H:%M') || ' UTC' as what
from found f join lines l on l.agency_id = f.agency_id and l.account = f.account
where f.place = 1 and l.place <= 50
order by f.agency_id, part, l.place
