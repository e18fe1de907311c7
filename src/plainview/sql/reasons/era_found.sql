-- One row is one era of a series, from its first day to its last. Neighbouring spans with
-- the same leading kind (and the same word, where one word holds 60 %) are one era again.
create or replace temp table era_found as
with
dated as (
    select s.series_no, d.day as from_on,
           coalesce(lead(d.day) over (partition by s.series_no order by s.first_no) - 1, m.last_on) as to_on
    from era_spans s
    join (select distinct series_no, day_no, day from era_days) d on d.series_no = s.series_no and d.day_no = s.first_no
    join (select series_no, max(day) as last_on from era_dates group by series_no) m on m.series_no = s.series_no
),
counted as (
    select d.series_no, d.from_on, d.to_on, e.label, e.is_alone, case when sum(e.n) > 0 then sum(e.x) / sum(e.n) else 0 end as p
    from dated d join era_days e on e.series_no = d.series_no and e.day between d.from_on and d.to_on
    group by all
),
told as (
    select series_no, from_on, to_on,
           case when coalesce(max(p) filter (is_alone), 0) >= 0.6 then max_by(label, (label = 'masked' and p >= 0.6, p, label)) filter (is_alone)
                else max_by(label, (p, label)) filter (not is_alone) end as lead_label
    from counted group by series_no, from_on, to_on
),
turns as (
    select *, case when lag(lead_label) over (partition by series_no order by from_on) = lead_label then 0 else 1 end as is_turn from told
),
joined as (
    select *, sum(is_turn) over (partition by series_no order by from_on) as era_no from turns
)
select series_no, era_no, min(from_on) as from_on, max(to_on) as to_on from joined group by series_no, era_no
union all
select series_no, 1, min(day), max(day) from era_kinds
where series_no not in (select series_no from era_spans) group by series_no;

-- One row is one change of a series: the day a new era begins, and the kind or word whose share moved most, before and after.
create or replace temp table era_changes as
with
shares as (
    select f.series_no, f.era_no, f.from_on, f.to_on, d.label, d.is_alone, case when sum(d.n) > 0 then sum(d.x) / sum(d.n) else 0 end as p
    from era_found f join era_days d on d.series_no = f.series_no and d.day between f.from_on and f.to_on
    group by all
),
moved as (
    select a.series_no, a.era_no, a.from_on, a.to_on, b.from_on as before_on, a.label, a.is_alone, b.p as p_b, a.p as p_a,
           row_number() over (partition by a.series_no, a.era_no order by abs(a.p - b.p) desc, a.is_alone, a.label) as place
    from shares a join shares b on b.series_no = a.series_no and b.era_no = a.era_no - 1 and b.label = a.label
)
select * exclude (place) from moved where place = 1;

-- One row is one agency's entries in one file on one side of a change: n that show their reason, x of the kind or word that moved.
create or replace temp table era_sides as
with
whose as (
    select series_no, unit, agency_id from era_series where series_no in (select series_no from era_changes)
),
daily as (
    select w.series_no, e.custodian_id, e.log, e.release_id, e.reason_id, cast(e.searched_at as date) as day, count(*) as n
    from entries e join whose w on w.agency_id = e.searcher_id
    where w.unit = 'search' and e.log <> 'portal'
    group by all
    union all
    select w.series_no, e.custodian_id, e.log, e.release_id, e.reason_id, cast(e.searched_at as date), count(*)
    from entries e join whose w on w.agency_id = e.custodian_id
    where w.unit = 'session' and e.log = 'portal'
    group by all
)
select c.series_no, c.era_no, d.custodian_id, d.log, d.release_id, d.day >= c.from_on as is_after, sum(d.n) as n,
       sum(case when w.label = c.label or r.kind = c.label then d.n else 0 end) as x
from era_changes c
join daily d on d.series_no = c.series_no and d.day between c.before_on and c.to_on
join era_reasons r on r.reason_id = d.reason_id
left join era_words w on w.series_no = c.series_no and w.folded = r.folded and r.kind in ('free_text', 'vague')
where r.kind <> 'masked'
group by all
