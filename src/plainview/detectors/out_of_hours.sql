-- title: One account searches at hours when nobody else of the agency does
-- severity: medium
-- confidence: low
-- scope: account
-- cut: 4 visits or more, with no search in the three hours before and after that is not in such hours, at odds of a thousand to one by the others' rate, at most half of the account's days, in local hours in which, with the hour before and after, the agency's other accounts together make less than one search in a hundred.
-- sentence: Account {account_no} of {n_accounts} of {agency}, counted by first search, searched on {n_nights} of its {n_days} days between {hours}, when the others there hardly search (at most {percent} % of theirs). What was it working on?
-- innocent: A call-out, overtime, a changed shift, or a detective on standby; the clock of a logging system may be wrong too.
-- base_rate: At the others' rate {expected} such days were to be expected.
-- expects: Chance alone by a Poisson model over all accounts that are looked at, or what a simulated network showed, whichever is more.
-- counts: Searches in audit logs that show the account, by the local time of the searcher's state; where clocks of the state differ, only what holds by all of them; a state that is not known is not looked at.
-- score is -log10 of a bound on the chance of so many nights at the rate of the agency's other accounts.
-- Own hours, not office hours: an agency with a night watch has no quiet hours. 4 nights: three are one bad week. Half: who works by night only
-- has a shift. 200 searches and 5 accounts beside it: with fewer the agency has no hours of its own to speak of.
with
agency as (
    select c.agency_id, z.zone, z.zone_no, count(*) over (partition by c.agency_id) as n_zones, c.n_all
    from (select agency_id, sum(n_searches) as n_all from detect_account where n_accounts >= 6 group by agency_id) c
    join agencies g on g.agency_id = c.agency_id
    join detect_zone z on z.state = g.state
    where c.n_all >= 200
),
asked as (
    -- four nights that are half of its days at most: eight days
    select d.agency_id, d.account, d.n_searches, d.n_days, d.first_entry, d.account_no, d.n_accounts
    from detect_account d join agency g on g.agency_id = d.agency_id and g.zone_no = 1
    where d.n_days >= 8
),
clock as materialized (
    select h.hour_at, z.zone, (h.hour_at at time zone 'UTC') at time zone z.zone as local_at
    from (select distinct date_trunc('hour', searched_at) as hour_at from detect_search where searched_at is not null) h
    cross join (select distinct zone from agency) z
),
whole as materialized (
    select s.agency_id, g.zone_no, hour(c.local_at) as clock_hour, count(*) as n
    from detect_search s
    join agency g on g.agency_id = s.agency_id
    join clock c on c.hour_at = date_trunc('hour', s.searched_at) and c.zone = g.zone
    where s.account is not null
    group by s.agency_id, g.zone_no, clock_hour
),
totals as (
    select agency_id, zone_no, sum(n) as n from whole group by agency_id, zone_no
),
slack as materialized (
    -- an hour counts with the hour before and after it: the edge of a shift is no night. Three hours that hold 3 % of all searches,
    -- the account's own too, are not quiet: this spares looking at most rows twice
    select w.agency_id, w.zone_no, w.clock_hour, w.n, t.n as n_all
    from (
        select h.agency_id, h.zone_no, h.clock_hour, sum(coalesce(w.n, 0)) as n
        from (select agency_id, zone_no, unnest(range(24)) as clock_hour from totals) h
        left join whole w on w.agency_id = h.agency_id and w.zone_no = h.zone_no
             and w.clock_hour in (h.clock_hour, (h.clock_hour + 1) % 24, (h.clock_hour + 23) % 24)
        group by h.agency_id, h.zone_no, h.clock_hour
    ) w
    join totals t on t.agency_id = w.agency_id and t.zone_no = w.zone_no
    where w.n < 0.03 * t.n
),
near as materialized (
    select s.agency_id, s.account, s.searched_at, date_trunc('hour', s.searched_at) as hour_at, k.n_searches
    from detect_search s join asked k on k.agency_id = s.agency_id and k.account = s.account
),
local as materialized (
    select n.agency_id, n.account, n.n_searches, g.zone_no, g.n_zones, g.zone, hour(c.local_at) as clock_hour, cast(c.local_at - interval 12 hour as date) as night
    from near n
    join agency g on g.agency_id = n.agency_id
    join clock c on c.hour_at = n.hour_at and c.zone = g.zone
),
told as materialized (
    select l.agency_id, l.account, l.zone_no, l.n_zones, l.zone, l.clock_hour, w.n as n_hour, w.n_all, l.n_searches, l.night, count(*) as n
    from local l join slack w on w.agency_id = l.agency_id and w.zone_no = l.zone_no and w.clock_hour = l.clock_hour
    group by l.agency_id, l.account, l.zone_no, l.n_zones, l.zone, l.clock_hour, w.n, w.n_all, l.n_searches, l.night
),
mine as materialized (
    -- the account's own searches in such an hour and the two beside it, as far as those are such hours too
    select t.agency_id, t.account, t.zone_no, t.clock_hour, t.n_zones, t.zone, t.n_hour, t.n_all, t.n_searches, sum(o.n) as n
    from (select distinct agency_id, account, zone_no, clock_hour, n_zones, zone, n_hour, n_all, n_searches from told) t
    join (select agency_id, account, zone_no, clock_hour, sum(n) as n from told group by agency_id, account, zone_no, clock_hour) o
      on o.agency_id = t.agency_id and o.account = t.account and o.zone_no = t.zone_no
         and o.clock_hour in (t.clock_hour, (t.clock_hour + 1) % 24, (t.clock_hour + 23) % 24)
    group by t.agency_id, t.account, t.zone_no, t.clock_hour, t.n_zones, t.zone, t.n_hour, t.n_all, t.n_searches
),
quiet as materialized (
    select agency_id, account, zone_no, clock_hour, n_zones, zone, (n_hour - n) / (n_all - n_searches) as share
    from mine
    where n_all - n_searches >= 200 and n_hour - n < 0.01 * (n_all - n_searches)
),
rates as (
    select agency_id, account, zone_no, sum(share) as share from quiet group by agency_id, account, zone_no
),
likely as materialized (
    select q.agency_id, q.account, q.zone_no, q.n_zones, q.zone
    from quiet q
    join told t on t.agency_id = q.agency_id and t.account = q.account and t.zone_no = q.zone_no and t.clock_hour = q.clock_hour
    group by q.agency_id, q.account, q.zone_no, q.n_zones, q.zone
    having count(distinct t.night) >= 4
),
own_hours as materialized (
    select l.agency_id, l.account, l.zone_no, l.n_zones, l.zone, n.hour_at, hour(c.local_at) as clock_hour,
           max(case when q.clock_hour is not null then 1 else 0 end) as is_quiet, count(*) as n
    from likely l
    join near n on n.agency_id = l.agency_id and n.account = l.account
    join clock c on c.hour_at = n.hour_at and c.zone = l.zone
    left join quiet q on q.agency_id = l.agency_id and q.account = l.account and q.zone_no = l.zone_no and q.clock_hour = hour(c.local_at)
    group by l.agency_id, l.account, l.zone_no, l.n_zones, l.zone, n.hour_at, hour(c.local_at)
),
begun as (
    select *, case when date_diff('hour', lag(hour_at) over (partition by agency_id, account, zone_no order by hour_at), hour_at) <= 3 then 0 else 1 end as is_new
    from own_hours
),
counted as (
    select *, sum(is_new) over (partition by agency_id, account, zone_no order by hour_at rows unbounded preceding) as visit from begun
),
visits as materialized (
    -- what goes on from a shift, with no three hours between, is overtime: every hour of a visit must be such an hour
    select agency_id, account, zone_no, n_zones, zone, visit, min(hour_at) as from_at, max(hour_at) as to_at, sum(n) as n,
           min(case when clock_hour < 12 then clock_hour + 24 else clock_hour end) as from_hour,
           max(case when clock_hour < 12 then clock_hour + 24 else clock_hour end) as to_hour
    from counted group by agency_id, account, zone_no, n_zones, zone, visit
    having min(is_quiet) = 1
),
nights as (
    select agency_id, account, zone_no, n_zones, zone, count(*) as n_nights, min(from_hour) as from_hour, max(to_hour) as to_hour, sum(n) as n_searches
    from visits group by agency_id, account, zone_no, n_zones, zone
),
scored as (
    select n.*, r.share, k.n_days, k.account_no, k.n_accounts, k.first_entry, k.n_searches as n_total, greatest(k.n_searches * r.share, 0.1) as expected,
           count(*) over (partition by n.agency_id, n.account) as n_agreeing
    from nights n
    join rates r on r.agency_id = n.agency_id and r.account = n.account and r.zone_no = n.zone_no
    join asked k on k.agency_id = n.agency_id and k.account = n.account
    where n.n_nights >= 4 and 2 * n.n_nights <= k.n_days and n.n_nights > greatest(k.n_searches * r.share, 0.1)
),
found as materialized (
    select s.*, t.n_tested, (s.n_nights * ln(s.n_nights / s.expected) - s.n_nights + s.expected) / ln(10) as score
    from scored s cross join (select count(*) as n_tested from asked) t
    where s.n_agreeing = s.n_zones and s.zone_no = 1 and (s.n_nights * ln(s.n_nights / s.expected) - s.n_nights + s.expected) / ln(10) >= 3
),
lines as (
    select f.agency_id, f.account, s.release_id, s.row_no, c.local_at,
           row_number() over (partition by f.agency_id, f.account order by s.searched_at, s.release_id, s.row_no) as place
    from found f
    join detect_search s on s.agency_id = f.agency_id and s.account = f.account
    join visits v on v.agency_id = f.agency_id and v.account = f.account and v.zone_no = 1
         and s.searched_at >= v.from_at and s.searched_at < v.to_at + interval 1 hour
    join clock c on c.hour_at = date_trunc('hour', s.searched_at) and c.zone = f.zone
)
select f.agency_id, 'search' as unit, f.first_entry as part, f.account_no, f.n_accounts, cast(f.n_searches as bigint) as n_certain,
       cast(f.n_searches as bigint) as n_possible, 0 as n_unreadable, f.n_total, f.score, f.n_tested / (f.n_tested + pow(10, f.score)) as p_innocent,
       f.n_nights, f.n_days, lpad(cast(f.from_hour % 24 as varchar), 2, '0') || ':00 and ' || lpad(cast(f.to_hour % 24 as varchar), 2, '0') || ':59 local time' as hours,
       printf('%.1f', 100 * f.share) as percent, printf('%.1f', f.expected) as expected,
       l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || strftime(l.local_at, '%Y-%m-%d') || ' in the hour from ' || strftime(l.local_at, '%H:%M') || ' local time' as what
from found f join lines l on l.agency_id = f.agency_id and l.account = f.account
where l.place <= 50
order by f.agency_id, part, l.place
