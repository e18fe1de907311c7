-- One row is one compared pair of productions: entries of both, how their twins were found, what is only in one, and how often
-- the order of the second breaks off (a twin that stands before the twin of the entry before).
with
sizes as (
    select pair_no, count(*) filter (side = 'a') as n_a, count(*) filter (side = 'b') as n_b from diff_rows group by pair_no
),
lone as (
    select r.pair_no, r.side, r.is_inside, count(*) as n
    from diff_rows r
    where not exists (select 1 from diff_matches m where m.pair_no = r.pair_no and r.side = 'a' and m.a_row = r.row_no)
      and not exists (select 1 from diff_matches m where m.pair_no = r.pair_no and r.side = 'b' and m.b_row = r.row_no)
    group by r.pair_no, r.side, r.is_inside
),
places as (
    select pair_no, tier, b_row < lag(b_row) over (partition by pair_no order by a_row) as breaks from diff_matches
),
twins as (
    select pair_no, count(*) as n_twins, count(*) filter (tier = 1) as n_by_id, count(*) filter (tier = 2) as n_by_all,
           count(*) filter (tier > 2) as n_by_key, count(*) filter (breaks) as n_breaks
    from places group by pair_no
),
cells as (
    select pair_no, count(distinct a_row) as n_changed from diff_cells group by pair_no
)
select s.pair_no, s.n_a, s.n_b, coalesce(t.n_twins, 0) as n_twins, coalesce(t.n_by_id, 0) as n_by_id, coalesce(t.n_by_all, 0) as n_by_all,
       coalesce(t.n_by_key, 0) as n_by_key, coalesce(t.n_breaks, 0) as n_breaks, coalesce(c.n_changed, 0) as n_changed,
       coalesce(sum(l.n) filter (l.side = 'a' and l.is_inside), 0) as n_missing,
       coalesce(sum(l.n) filter (l.side = 'b' and l.is_inside), 0) as n_added,
       coalesce(sum(l.n) filter (l.side = 'a' and not l.is_inside), 0) as n_a_outside,
       coalesce(sum(l.n) filter (l.side = 'b' and not l.is_inside), 0) as n_b_outside
from sizes s
left join twins t on t.pair_no = s.pair_no
left join cells c on c.pair_no = s.pair_no
left join lone l on l.pair_no = s.pair_no
group by all
order by s.pair_no
