-- title: Searches made for others far more often than elsewhere
-- severity: high
-- confidence: medium
-- scope: agency
-- cut: 10 searches or more for another agency, at three times the share elsewhere, of all or of those for a federal one.
-- sentence: {n} of {n_total} searches by {agency} say they are made for or with another agency, {n_federal} of them naming a federal body; {membership}. Under which agreement does it search for them?
-- innocent: A county or a task force that works for its towns, a neighbour without the system, or joint work on a named crime.
-- base_rate: Elsewhere it is {peer_percent} % of {peer_total} searches, {peer_federal} of them naming a federal body.
-- expects: Chance alone by a Poisson model over all agencies, or what a simulated network showed, whichever is more.
-- counts: Searches by searcher in audit logs, a search of several logs once; federal searchers are left out. Certain: it says so and names a federal body. Possible: it says so. A 287(g) agreement for a jail alone opens no door and is told as what it is.
-- score is the higher -log10 of a bound on the chance of so many at the share of the other agencies: of all, or of those with a federal body.
-- 10: fewer are single favours. Three times: agencies differ in what they type.
with
counted as (
    select s.agency_id, count(*) as n_total, sum(case when r.for_other then 1 else 0 end) as n, sum(case when r.for_other and r.names_federal then 1 else 0 end) as n_federal,
           sum(case when r.has_purpose or r.for_other or r.names_federal then 0 else 1 end) as n_unreadable
    from detect_search s
    join detect_reason r on r.reason_id = s.reason_id
    left join agencies g on g.agency_id = s.agency_id
    where coalesce(g.level, '') <> 'federal'
    group by s.agency_id
),
beside as (
    select c.*, w.n_total - c.n_total as peer_total, w.n - c.n as peer_n, w.n_federal - c.n_federal as peer_federal, w.n_agencies,
           greatest(c.n_total * greatest((w.n - c.n) / greatest(w.n_total - c.n_total, 1), 0.002), 0.1) as expected,
           greatest(c.n_total * greatest((w.n_federal - c.n_federal) / greatest(w.n_total - c.n_total, 1), 0.0005), 0.1) as expected_federal
    from counted c
    cross join (select sum(n_total) as n_total, sum(n) as n, sum(n_federal) as n_federal, count(*) as n_agencies from counted) w
),
scored as (
    select *,
           greatest(case when n >= 10 and n >= 3 * expected then (n * ln(n / expected) - n + expected) / ln(10) else 0 end,
                    case when n_federal >= 10 and n_federal >= 3 * expected_federal
                         then (n_federal * ln(n_federal / expected_federal) - n_federal + expected_federal) / ln(10) else 0 end) as score
    from beside
),
found as (
    select * from scored where score >= 3
),
held as (
    select agency_id, max(case when contains(lower(model), 'task force') then 1 else 0 end) as is_task_force,
           cast(min(case when contains(lower(model), 'task force') then from_on end) as varchar) as from_on, min(from_on) as any_on
    from memberships where contains(lower(programme), '287') group by agency_id
),
lines as (
    select s.agency_id, s.release_id, s.row_no, s.searched_at, r.names_federal,
           row_number() over (partition by s.agency_id order by case when r.names_federal then 0 else 1 end, s.searched_at, s.release_id, s.row_no) as place
    from detect_search s
    join found f on f.agency_id = s.agency_id
    join detect_reason r on r.reason_id = s.reason_id and r.for_other
)
select f.agency_id, 'search' as unit, cast(f.n_federal as bigint) as n_certain, cast(f.n as bigint) as n_possible, cast(f.n_unreadable as bigint) as n_unreadable,
       f.n_total, f.score, f.n_agencies / (f.n_agencies + pow(10, f.score)) as p_innocent, cast(f.n_federal as bigint) as n_federal,
       case when h.is_task_force = 1 then 'a list held has it as a 287(g) task force from ' || coalesce(h.from_on, 'an unknown day')
            when h.agency_id is not null then 'lists held have it in 287(g) for its jail alone, which opens no door'
            else 'no list held has it in 287(g)' end as membership,
       printf('%.1f', 100 * f.peer_n / greatest(f.peer_total, 1)) as peer_percent, cast(f.peer_total as bigint) as peer_total,
       cast(f.peer_federal as bigint) as peer_federal, l.release_id, l.row_no, cast(null as varchar) as locator,
       'search of ' || coalesce(strftime(l.searched_at, '%Y-%m-%d'), 'an unknown day')
           || case when l.names_federal then ', for a federal body' else ', for another agency' end as what
from found f
join lines l on l.agency_id = f.agency_id
left join held h on h.agency_id = f.agency_id
where l.place <= 50
order by f.agency_id, l.place
