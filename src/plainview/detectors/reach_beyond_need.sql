-- title: Nationwide searches for traffic or civil business
-- severity: medium
-- confidence: low
-- scope: agency
-- cut: 10 searches or more of 500 networks or more, whose every purpose is traffic or civil business, twice as often as elsewhere and as in the agency's own other searches.
-- sentence: {n} of {n_small} {units} of {agency} for nothing but traffic or civil business reached 500 networks or more; of its other searches it is {own_percent} %. Was so wide a reach needed?
-- innocent: A reach that is set once and left, a pursuit or a drunk driver across state lines, or a civil matter with a warrant.
-- base_rate: Of such searches by other agencies it is {peer_percent} % of {peer_small}.
-- expects: Chance alone by a Poisson model over all agencies with 10 such searches, or what a simulated network showed, whichever is more.
-- counts: Searches by searcher in audit logs that show the number of networks, a search of several logs once. Certain and possible are the same: the purpose must be read for certain and no other be named.
-- score is -log10 of a bound on the chance of so many at the higher of the two shares.
-- 500 networks: no state has so many that share with one agency. Twice: agencies differ in their habits. The own share: a reach that
-- is the same for everything is a setting, not a choice.
with
searched as (
    select s.agency_id, r.small_need, s.networks >= 500 as is_wide, count(*) as n
    from detect_search s join detect_reason r on r.reason_id = s.reason_id
    where s.networks > 0 and r.has_purpose
    group by s.agency_id, r.small_need, is_wide
),
counted as (
    select agency_id, sum(case when small_need then n else 0 end) as n_small, sum(case when small_need and is_wide then n else 0 end) as n_wide,
           sum(case when small_need then 0 else n end) as n_rest, sum(case when not small_need and is_wide then n else 0 end) as n_rest_wide
    from searched group by agency_id
),
beside as (
    select c.*, w.n_small - c.n_small as peer_small, w.n_wide - c.n_wide as peer_wide, w.n_tested, u.n_unread, u.n_all,
           greatest(c.n_small * greatest((w.n_wide - c.n_wide) / greatest(w.n_small - c.n_small, 1), c.n_rest_wide / greatest(c.n_rest, 1), 0.01), 0.1) as expected
    from counted c
    join (
        select s.agency_id, sum(case when r.has_purpose and s.networks > 0 then 0 else 1 end) as n_unread, count(*) as n_all
        from detect_search s join detect_reason r on r.reason_id = s.reason_id group by s.agency_id
    ) u on u.agency_id = c.agency_id
    cross join (
        select sum(n_small) as n_small, sum(n_wide) as n_wide, sum(case when n_small >= 10 then 1 else 0 end) as n_tested from counted
    ) w
),
found as (
    select *, (n_wide * ln(n_wide / expected) - n_wide + expected) / ln(10) as score from beside where n_wide >= 10 and n_wide >= 2 * expected
),
lines as (
    select s.agency_id, s.release_id, s.row_no, s.searched_at, s.networks,
           row_number() over (partition by s.agency_id order by s.networks desc, s.release_id, s.row_no) as place
    from detect_search s
    join found f on f.agency_id = s.agency_id
    join detect_reason r on r.reason_id = s.reason_id and r.small_need
    where s.networks >= 500
)
select f.agency_id, 'search' as unit, cast(f.n_wide as bigint) as n_certain, cast(f.n_wide as bigint) as n_possible, cast(f.n_unread as bigint) as n_unreadable,
       f.n_all as n_total, f.score, f.n_tested / (f.n_tested + pow(10, f.score)) as p_innocent, cast(f.n_small as bigint) as n_small,
       cast(round(100 * f.n_rest_wide / greatest(f.n_rest, 1)) as bigint) as own_percent, cast(round(100 * f.peer_wide / greatest(f.peer_small, 1)) as bigint) as peer_percent,
       cast(f.peer_small as bigint) as peer_small, l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || coalesce(strftime(l.searched_at, '%Y-%m-%d'), 'an unknown day') || ' over ' || l.networks || ' networks' as what
from found f join lines l on l.agency_id = f.agency_id
where f.score >= 3 and l.place <= 50
order by f.agency_id, l.place
