-- title: An agency searched that the sharing list does not name
-- severity: high
-- confidence: medium
-- scope: agency
-- cut: 5 searches or more by one agency on days between two captures of the list, at most 45 days before and after, neither of which names it.
-- sentence: {n} of {n_total} searches in the log of {agency} on days between lists held were made by agencies that neither the list before nor the one after names ({n_unlisted}: {names}). By which way did they come in?
-- innocent: A renamed or merged agency, a list that leaves out state-wide or nationwide sharing, or sharing that was on for some days between the two captures.
-- base_rate: In logs of other custodians that can be compared it is {peer_percent} % of {peer_total} searches.
-- expects: Three in three and the most searches of one such agency (3 / (3 + searches)): an assumption about names; or what a simulated network showed, whichever is more.
-- counts: Searches by custodian in network audits on days that two captures of its own list enclose, a search of several copies once; its own searches are left out. Certain: the searcher's name is read without doubt. Unreadable: searchers of unknown kind.
-- score is log10 of the most searches by one agency that is not named.
-- 5: fewer may be a slip in a name, or a day on which sharing was on. 45 days: pages are captured weekly or monthly. Where half of the searches come from agencies that are
-- not named, the list is of another kind, and nothing is said.
with
own_list as (
    select s.from_id as owner_id, s.seen_on, s.to_id from share_rows s join releases r on r.release_id = s.release_id
    where s.direction = 'outbound' and r.custodian_id = s.from_id and s.seen_on is not null
),
captures as (
    select owner_id, seen_on as before_on, lead(seen_on) over (partition by owner_id order by seen_on) as after_on
    from (select distinct owner_id, seen_on from own_list)
),
enclosed as (
    select d.owner_id, d.searcher_id, d.day, d.n, c.before_on, c.after_on
    from detect_day d
    join captures c on c.owner_id = d.owner_id and d.day >= c.before_on and d.day < c.after_on
    where d.log = 'network' and d.searcher_id <> d.owner_id
          and date_diff('day', c.before_on, d.day) <= 45 and date_diff('day', d.day, c.after_on) <= 45
),
named as (
    -- by its name without the state too: a list and a log need not both print it
    select distinct owner_id, seen_on, substr(to_id, 4) as slug from own_list
),
judged as (
    select e.owner_id, e.searcher_id, e.day, e.n, case when b.slug is null and a.slug is null then 1 else 0 end as is_unlisted
    from enclosed e
    left join named b on b.owner_id = e.owner_id and b.seen_on = e.before_on and b.slug = substr(e.searcher_id, 4)
    left join named a on a.owner_id = e.owner_id and a.seen_on = e.after_on and a.slug = substr(e.searcher_id, 4)
),
by_searcher as (
    select j.owner_id, j.searcher_id, sum(j.n) as n_all, sum(j.n * j.is_unlisted) as n_unlisted, max(g.kind) as kind, max(g.confidence) as confidence, max(g.canonical) as name
    from judged j left join agencies g on g.agency_id = j.searcher_id
    group by j.owner_id, j.searcher_id
),
counted as (
    select owner_id, sum(n_all) as n_total, sum(n_unlisted) as n_unlisted_all,
           sum(case when coalesce(kind, 'unknown') = 'unknown' then n_all else 0 end) as n_unreadable
    from by_searcher group by owner_id
),
flagged as (
    select * from by_searcher where n_unlisted >= 5 and coalesce(kind, 'unknown') not in ('unknown', 'vendor_test')
),
found as (
    select c.owner_id, c.n_total, c.n_unreadable, sum(f.n_unlisted) as n, sum(case when f.confidence >= 0.9 then f.n_unlisted else 0 end) as n_sure,
           count(*) as n_unlisted, max(f.n_unlisted) as most, w.n_total - c.n_total as peer_total, w.n - c.n_unlisted_all as peer_n,
           array_to_string(list_slice(list(f.name order by f.n_unlisted desc, f.name), 1, 3), ', ') as names
    from counted c
    join flagged f on f.owner_id = c.owner_id
    cross join (select sum(n_total) as n_total, sum(n_unlisted_all) as n from counted) w
    where 2 * c.n_unlisted_all < c.n_total
    group by c.owner_id, c.n_total, c.n_unreadable, c.n_unlisted_all, w.n_total, w.n
),
lines as (
    select e.owner_id, e.release_id, e.row_no, e.locator, e.judged_on, g.name, g.confidence, g.n_unlisted,
           row_number() over (partition by e.owner_id, e.unit_key order by e.release_id, e.row_no) as copy
    from fact_entry e
    join flagged g on g.owner_id = e.owner_id and g.searcher_id = e.searcher_id
    join judged j on j.owner_id = e.owner_id and j.searcher_id = e.searcher_id and j.day = e.judged_on and j.is_unlisted = 1
    where e.log = 'network' and e.unit = 'search'
),
placed as (
    select *, row_number() over (partition by owner_id order by case when confidence >= 0.9 then 0 else 1 end, n_unlisted desc, name, judged_on, release_id, row_no) as place
    from lines where copy = 1
)
select f.owner_id as agency_id, 'search' as unit, cast(f.n_sure as bigint) as n_certain, cast(f.n as bigint) as n_possible, cast(f.n_unreadable as bigint) as n_unreadable,
       cast(f.n_total as bigint) as n_total, log10(f.most) as score, 3 / (3.0 + f.most) as p_innocent, f.n_unlisted, f.names,
       printf('%.1f', 100 * f.peer_n / greatest(f.peer_total, 1)) as peer_percent, cast(f.peer_total as bigint) as peer_total,
       p.release_id, p.row_no, p.locator, 'search of ' || cast(p.judged_on as varchar) || ' by ' || coalesce(p.name, 'an agency') as what
from found f join placed p on p.owner_id = f.owner_id
where p.place <= 50
order by f.owner_id, p.place
