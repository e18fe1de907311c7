-- title: The number of searches breaks off or jumps from one week to the next
-- severity: low
-- confidence: medium
-- scope: agency
-- cut: four weeks with five times as many searches as the four weeks beside them, 100 or more in the larger, while the other searchers in the same log stay within a factor of two.
-- sentence: In the log of {owner}, searches by {agency} went from {n_before} in the four weeks before {break_on} to {n_after} in the four weeks after, while those of all others went from {others_before} to {others_after}. What changed?
-- innocent: Sharing was switched on or off, a contract began or ended, a unit moved to another account, or the export of this agency alone was cut.
-- base_rate: {n_like} of {n_compared} searchers with 100 searches in four weeks have such a break in a log held.
-- expects: The share of searchers with a break, by a normal spread of the logarithm of four-week counts as measured over all searchers held, or what a simulated network showed, whichever is more.
-- counts: Searches by searcher and custodian's log, a search of several copies of one log once; the greatest break of each searcher. Days from the log's first to its last.
-- score is the break's size (natural logarithm of the ratio, less that of the others) over the spread of all searchers' ratios held, which is taken as 0.3 at least.
-- Four weeks: a holiday and a sick leave are shorter. Five times, 100: small agencies swing. The others: what all share is a gap in the record.
with
logs as (
    select owner_id, log, min(day) as first_on, max(day) as last_on from detect_day group by owner_id, log
),
weeks as (
    select d.owner_id, d.log, d.searcher_id, date_diff('day', l.first_on, d.day) // 7 as week, sum(d.n) as n
    from detect_day d join logs l on l.owner_id = d.owner_id and l.log = d.log
    where date_diff('day', l.first_on, l.last_on) >= 55
    group by d.owner_id, d.log, d.searcher_id, week
),
large as (
    select owner_id, log, searcher_id from weeks group by owner_id, log, searcher_id having sum(n) >= 100
),
breaks as (
    select l.owner_id, l.log, b.break_week
    from logs l cross join (select unnest(range(4, 520)) as break_week) b
    where b.break_week + 4 <= (date_diff('day', l.first_on, l.last_on) + 1) // 7
),
sides as (
    select w.owner_id, w.log, w.searcher_id, b.break_week,
           sum(case when w.week < b.break_week then w.n else 0 end) as n_before, sum(case when w.week >= b.break_week then w.n else 0 end) as n_after
    from large g
    join weeks w on w.owner_id = g.owner_id and w.log = g.log and w.searcher_id = g.searcher_id
    join breaks b on b.owner_id = w.owner_id and b.log = w.log and w.week >= b.break_week - 4 and w.week < b.break_week + 4
    group by w.owner_id, w.log, w.searcher_id, b.break_week
),
totals as (
    select w.owner_id, w.log, b.break_week, sum(case when w.week < b.break_week then w.n else 0 end) as n_before,
           sum(case when w.week >= b.break_week then w.n else 0 end) as n_after
    from (select owner_id, log, week, sum(n) as n from weeks group by owner_id, log, week) w
    join breaks b on b.owner_id = w.owner_id and b.log = w.log and w.week >= b.break_week - 4 and w.week < b.break_week + 4
    group by w.owner_id, w.log, b.break_week
),
ratios as (
    select s.*, t.n_before - s.n_before as others_before, t.n_after - s.n_after as others_after,
           abs(ln((s.n_after + 1.0) / (s.n_before + 1)) - ln((t.n_after - s.n_after + 1.0) / (t.n_before - s.n_before + 1))) as size
    from sides s join totals t on t.owner_id = s.owner_id and t.log = s.log and t.break_week = s.break_week
    where greatest(s.n_before, s.n_after) >= 100
),
spread as (
    -- half of all ratios lie within 0.67 spreads; a few breaks do not move the middle
    select greatest(median(size) / 0.67, 0.3) as one, count(distinct searcher_id) as n_compared from ratios
),
fitting as (
    select *, row_number() over (partition by searcher_id order by size desc, owner_id, log, break_week) as place
    from ratios
    where (n_before + 1 >= 5 * (n_after + 1) or n_after + 1 >= 5 * (n_before + 1)) and size >= ln(4)
          and least(others_before, others_after) >= 100 and others_before <= 2 * others_after and others_after <= 2 * others_before
),
found as (
    select f.searcher_id as agency_id, f.owner_id, f.log, f.n_before, f.n_after, f.others_before, f.others_after, f.size / s.one as score, s.n_compared,
           count(*) over () as n_like, l.first_on + cast(7 * f.break_week as integer) as break_on
    from fitting f join logs l on l.owner_id = f.owner_id and l.log = f.log cross join spread s
    where f.place = 1
),
pieces as (
    select f.agency_id, e.release_id, e.row_no, e.locator, e.judged_on,
           row_number() over (partition by f.agency_id, e.unit_key order by e.release_id, e.row_no) as copy
    from found f
    join fact_entry e on e.owner_id = f.owner_id and e.log = f.log and e.searcher_id = f.agency_id and e.unit = 'search'
         and case when f.n_before > f.n_after then e.judged_on >= f.break_on - 28 and e.judged_on < f.break_on
                  else e.judged_on >= f.break_on and e.judged_on < f.break_on + 28 end
),
lines as (
    select *, row_number() over (partition by agency_id order by judged_on, release_id, row_no) as place,
           count(*) over (partition by agency_id) as n
    from pieces where copy = 1
)
select f.agency_id, 'search' as unit, l.n as n_certain, l.n as n_possible, 0 as n_unreadable, cast(f.n_before + f.n_after as bigint) as n_total,
       f.score, least(f.n_compared * exp(-f.score * f.score / 2) / (1 + f.n_compared * exp(-f.score * f.score / 2)), 1) as p_innocent,
       coalesce(nullif(g.canonical, ''), f.owner_id) as owner, cast(f.n_before as bigint) as n_before, cast(f.n_after as bigint) as n_after,
       cast(f.others_before as bigint) as others_before, cast(f.others_after as bigint) as others_after, cast(f.break_on as varchar) as break_on,
       f.n_like, f.n_compared, l.release_id, l.row_no, l.locator, 'search of ' || cast(l.judged_on as varchar) as what
from found f
join lines l on l.agency_id = f.agency_id
left join agencies g on g.agency_id = f.owner_id
where l.place <= 50
order by f.agency_id, l.place
