-- title: Searches that ask for older camera data than the agency says it keeps
-- severity: medium
-- confidence: low
-- scope: agency
-- cut: 10 searches or more whose window begins more than a day before the longest retention the agency ever posted, far above the share elsewhere.
-- sentence: {n} of {n_total} searches by {agency} with a readable window ask for camera data older than the {retention} days its page posts as the longest it keeps. Is older data there?
-- innocent: Cameras of other agencies keep data longer, and a wide search asks them too; a window can be left at the largest value without a thought.
-- base_rate: Of other agencies with a posted retention it is {peer_percent} % of {peer_total} searches.
-- expects: Chance alone by a Poisson model over all agencies with a posted retention, or what a simulated network showed, whichever is more.
-- counts: Searches by searcher in audit logs, a search of several logs once, of agencies whose portal posts a retention in days. Certain: searches of one network, which is the agency's own. Possible: wider ones. Unreadable: no window shown.
-- score is -log10 of a bound on the chance of so many at the share of the other agencies, or one in a hundred if that is more.
-- 10 searches: fewer are slips. A day: windows are set by the hour, retention by the day.
with
posted as (
    select agency_id, max(value) as retention from snapshots
    where field = 'retention_days' and coalesce(unit, 'days') in ('', 'days') and value > 0
    group by agency_id
),
searched as (
    select s.agency_id, p.retention, s.networks, s.window_days, s.release_id, s.row_no, s.searched_at
    from detect_search s join posted p on p.agency_id = s.agency_id
),
counted as (
    select agency_id, max(retention) as retention, count(*) as n_total, count(window_days) as n_read,
           sum(case when window_days > retention + 1 then 1 else 0 end) as n, sum(case when window_days > retention + 1 and networks = 1 then 1 else 0 end) as n_own
    from searched group by agency_id
),
beside as (
    select c.*, w.n - c.n as peer_n, w.n_read - c.n_read as peer_total, w.n_agencies,
           greatest(c.n_read * greatest((w.n - c.n) / greatest(w.n_read - c.n_read, 1), 0.01), 0.1) as expected
    from counted c cross join (select sum(n) as n, sum(n_read) as n_read, count(*) as n_agencies from counted) w
),
found as (
    select *, (n * ln(n / expected) - n + expected) / ln(10) as score from beside where n >= 10 and n > 2 * expected
),
lines as (
    select s.*, row_number() over (
        partition by s.agency_id order by case when s.networks = 1 then 0 else 1 end, s.searched_at, s.release_id, s.row_no) as place
    from searched s join found f on f.agency_id = s.agency_id
    where s.window_days > s.retention + 1
)
select f.agency_id, 'search' as unit, cast(f.n_own as bigint) as n_certain, cast(f.n as bigint) as n_possible, f.n_total - f.n_read as n_unreadable,
       f.n_total, f.score, f.n_agencies / (f.n_agencies + pow(10, f.score)) as p_innocent, cast(f.retention as bigint) as retention,
       cast(f.peer_total as bigint) as peer_total, printf('%.1f', 100 * f.peer_n / greatest(f.peer_total, 1)) as peer_percent,
       l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || strftime(l.searched_at, '%Y-%m-%d') || ' over ' || l.window_days || ' days' || case when l.networks = 1 then ', own cameras' else '' end as what
from found f join lines l on l.agency_id = f.agency_id
where f.score >= 3 and l.place <= 50
order by f.agency_id, l.place
