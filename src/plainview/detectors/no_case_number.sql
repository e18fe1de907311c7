-- title: One account never gives a case number where its colleagues do
-- severity: medium
-- confidence: low
-- scope: account
-- cut: 30 searches or more on 10 days or more, none with a case number, where the agency's other accounts give one in a fifth of theirs, so many days without one are a ten-thousandth chance, and at most one account in ten never does.
-- sentence: Account {account_no} of {n_accounts} of {agency}, counted by first search, gave no case number in {n_possible} searches on {n_days} days; the others there give one in {percent} % of theirs. Which cases were these?
-- innocent: A patrol or a dispatch desk whose matters have no number yet, an officer who keeps the number elsewhere, or an account that a system uses.
-- base_rate: {n_never} of {n_accounts_like} other accounts there with 10 searches or more never give one.
-- expects: Chance alone at the colleagues' rate by days, or what a simulated network showed, whichever is more.
-- counts: Searches in audit logs that show account and case field, a search of several logs once. A number of five figures in the reason counts as given, and so does one that any log of the search shows. Masked and missing fields are left out.
-- score is -log10 of the chance of so many days without a number at the colleagues' rate; days, because what is typed goes on for a day.
-- 30 searches, 10 days: not a week of one kind of work. A fifth: where nearly none is given, none is asked for. One in ten: a habit is a habit.
with
given as (
    select s.agency_id, s.account, count(*) as n, sum(case when s.case_given or r.has_number then 1 else 0 end) as n_given
    from detect_search s join detect_reason r on r.reason_id = s.reason_id
    where s.account is not null and s.case_given is not null and not r.is_system
    group by s.agency_id, s.account
),
whole as (
    select agency_id, sum(n) as n, sum(n_given) as n_given, sum(case when n >= 10 then 1 else 0 end) as n_accounts,
           sum(case when n >= 10 and n_given = 0 then 1 else 0 end) as n_never
    from given group by agency_id
),
never as (
    select g.agency_id, g.account, g.n, a.n_days, w.n_accounts - 1 as n_like, w.n_never - 1 as n_never, w.n_given / (w.n - g.n) as share
    from given g
    join whole w on w.agency_id = g.agency_id
    join detect_account a on a.agency_id = g.agency_id and a.account = g.account
    where g.n_given = 0 and g.n >= 30 and a.n_days >= 10 and w.n_accounts >= 6 and w.n - g.n >= 100
          and w.n_given >= 0.2 * (w.n - g.n) and 10 * (w.n_never - 1) <= w.n_accounts - 1
),
found as (
    select *, -n_days * log10(greatest(1 - share, 0.001)) as score from never
    where -n_days * log10(greatest(1 - share, 0.001)) >= 4
),
lines as (
    select f.agency_id, f.account, s.release_id, s.row_no, s.searched_at,
           row_number() over (partition by f.agency_id, f.account order by s.searched_at, s.release_id, s.row_no) as place
    from found f
    join detect_search s on s.agency_id = f.agency_id and s.account = f.account and s.case_given is not null
    join detect_reason r on r.reason_id = s.reason_id and not r.is_system
),
tested as (
    select count(*) as n_tested from given where n >= 30
)
select f.agency_id, 'search' as unit, a.first_entry as part, a.account_no, a.n_accounts, f.n as n_certain, f.n as n_possible, 0 as n_unreadable,
       a.n_searches as n_total, f.score, t.n_tested / (t.n_tested + pow(10, f.score)) as p_innocent, f.n_days,
       cast(round(100 * f.share) as bigint) as percent, cast(f.n_never as bigint) as n_never, cast(f.n_like as bigint) as n_accounts_like,
       l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || strftime(l.searched_at, '%Y-%m-%d %H:%M') || ' UTC without a case number' as what
from found f
join detect_account a on a.agency_id = f.agency_id and a.account = f.account
join lines l on l.agency_id = f.agency_id and l.account = f.account
cross join tested t
where l.place <= 50
order by f.agency_id, part, l.place
