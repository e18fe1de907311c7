-- One row is one era: a time in which one agency's reasons are of one kind. `unit` is `search` (its searches in logs) or `session`
-- (its own portal's list). An agency whose reasons never change kind has one era.
with
series as (
    select series_no, unit, agency_id from era_series
),
several as (
    select series_no from era_found where era_no > 1
),
-- what stands in each era: the whole series, or in a series of several eras, the days of one
days as (
    select f.series_no, f.era_no, k.day, k.kind, k.n
    from era_kinds k join era_found f on f.series_no = k.series_no and k.day between f.from_on and f.to_on
),
typed as (
    select series_no, 1 as era_no, folded, n_typed, n_hidden, n from era_texts anti join several using (series_no)
    union all
    select s.series_no, f.era_no, r.folded, sum(case when r.kind in ('free_text', 'vague') then s.n else 0 end),
           sum(case when r.kind = 'masked' then s.n else 0 end), sum(s.n)
    from era_searches s
    join era_found f on f.series_no = s.series_no and s.day between f.from_on and f.to_on
    join era_reasons r using (reason_no)
    where s.series_no in (select series_no from several)
    group by s.series_no, f.era_no, r.folded
),
-- the commonest kind and the commonest text: among searches that show their reason, unless 60 % hide it
wholes as (
    select *, n_hidden >= 0.6 * n_searches as is_hidden, case when n_hidden >= 0.6 * n_searches then n_searches else n_searches - n_hidden end as n_of
    from (
        select series_no, era_no, cast(sum(n) as bigint) as n_searches, count(distinct day) as n_days,
               cast(sum(case when kind = 'masked' then n else 0 end) as bigint) as n_hidden
        from days group by series_no, era_no
    )
),
kinds as (
    select series_no, era_no, max_by(kind, (n, kind)) as kind, max(n) as n, any_value(n_of) as n_of
    from (
        select d.series_no, d.era_no, d.kind, w.n_of, sum(d.n) as n
        from days d join wholes w using (series_no, era_no)
        where d.kind <> 'masked' or w.is_hidden
        group by all
    )
    group by series_no, era_no
),
texts as (
    select t.series_no, t.era_no, t.folded, w.is_hidden, t.n_typed > 0 as is_typed, case when w.is_hidden then t.n else t.n - t.n_hidden end as n
    from typed t join wholes w using (series_no, era_no)
),
firsts as (
    select series_no, era_no, any_value(n) as n, max_by(is_typed, folded) as is_typed, max(folded) as folded, any_value(is_hidden) as is_hidden
    from texts t
    join (select series_no, era_no, max(n) as n from texts group by series_no, era_no) m using (series_no, era_no, n)
    where n > 0
    group by series_no, era_no
),
-- of reasons that differ in signs or capitals only, the commonest stands for the text
tops as (
    select series_no, era_no, any_value(n_top) as n, any_value(is_typed) as is_typed, max_by(reason_id, (n, reason_id)) as reason_id
    from (
        select t.series_no, t.era_no, t.n as n_top, t.is_typed, r.reason_id, sum(s.n) as n
        from firsts t
        join era_found f using (series_no, era_no)
        join era_reasons r on r.folded = t.folded and (r.kind <> 'masked' or t.is_hidden)
        join era_searches s on s.series_no = t.series_no and s.reason_no = r.reason_no and s.day between f.from_on and f.to_on
        group by all
    )
    group by series_no, era_no
),
told as (
    select f.series_no, f.era_no, f.from_on, f.to_on, w.n_searches, w.n_hidden, w.n_days,
           case when t.is_typed and t.n >= 0.6 * k.n_of and k.n_of >= 30 then 'one_word' else cast(k.kind as varchar) end as kind,
           case when t.is_typed and t.n >= 0.6 * k.n_of and k.n_of >= 30 then t.n else k.n end / k.n_of as share,
           t.n / k.n_of as top_share, t.reason_id
    from era_found f
    join wholes w using (series_no, era_no)
    join kinds k using (series_no, era_no)
    join tops t using (series_no, era_no)
),
-- how far the change has come: of five days with searches up to a day, and of five from a day on; and how well it would fit to
-- put the change before that day (logarithm of the likelihood, up to a constant)
smooth as (
    select c.series_no, c.era_no, c.from_on, d.day, lag(d.day) over sofar as day_before,
           (sum(d.x) over back / sum(d.n) over back - c.p_b) / (c.p_a - c.p_b) as come,
           (sum(d.x) over ahead / sum(d.n) over ahead - c.p_b) / (c.p_a - c.p_b) as goes,
           coalesce(sum(d.x * ln(greatest(least(c.p_b, 0.98), 0.02) / greatest(least(c.p_a, 0.98), 0.02))
                        + (d.n - d.x) * ln((1 - greatest(least(c.p_b, 0.98), 0.02)) / (1 - greatest(least(c.p_a, 0.98), 0.02)))) over earlier, 0) as fit
    from era_changes c
    join era_days d on d.series_no = c.series_no and d.label = c.label and d.day between c.before_on and c.to_on
    window sofar as (partition by c.series_no, c.era_no order by d.day),
           earlier as (partition by c.series_no, c.era_no order by d.day rows between unbounded preceding and 1 preceding),
           back as (partition by c.series_no, c.era_no order by d.day rows between 4 preceding and current row),
           ahead as (partition by c.series_no, c.era_no order by d.day rows between current row and 4 following)
),
fitted as (
    select *, max(fit) over (partition by series_no, era_no) - fit <= 4 as is_near from smooth
),
bounds as (
    select series_no, era_no,
           least(coalesce(max(case when day < from_on and come <= 0.25 then day end) + 1, min(day)),
                 coalesce(min(case when is_near then day_before end) + 1, from_on), from_on) as low_on,
           greatest(coalesce(min(case when day >= from_on and goes >= 0.75 then day end), from_on),
                    coalesce(max(case when is_near then day end), from_on)) as high_on
    from fitted group by series_no, era_no, from_on
),
-- files that hold the agency's entries of both sides, taken together: does the change stand inside them?
by_file as (
    select series_no, era_no, release_id,
           sum(case when is_after then 0 else n end) as n_b, sum(case when is_after then 0 else x end) as x_b,
           sum(case when is_after then n else 0 end) as n_a, sum(case when is_after then x else 0 end) as x_a
    from era_sides group by all
),
by_log as (
    select series_no, era_no, custodian_id, log,
           sum(case when is_after then 0 else n end) as n_b, sum(case when is_after then 0 else x end) as x_b,
           sum(case when is_after then n else 0 end) as n_a, sum(case when is_after then x else 0 end) as x_a
    from era_sides group by all
),
inside as (
    select f.series_no, f.era_no, sum(f.n_b) >= 5 and sum(f.n_a) >= 5
           and (sum(f.x_a) / sum(f.n_a) - sum(f.x_b) / sum(f.n_b)) / any_value(c.p_a - c.p_b) >= 0.5 as is_shown
    from by_file f join era_changes c using (series_no, era_no)
    where f.n_b > 0 and f.n_a > 0
    group by f.series_no, f.era_no
),
logs as (
    select l.series_no, l.era_no,
           count(*) filter ((l.x_a / l.n_a - l.x_b / l.n_b) / (c.p_a - c.p_b) >= 0.5) as n_show,
           count(*) filter ((l.x_a / l.n_a - l.x_b / l.n_b) / (c.p_a - c.p_b) < 0.5) as n_go_on
    from by_log l join era_changes c using (series_no, era_no)
    where l.n_b >= 5 and l.n_a >= 5
    group by all
),
-- other agencies in the same logs: do they change in the same days, or go on?
seen as (
    select distinct s.series_no, e.custodian_id, e.log
    from entries e join series s on s.unit = 'search' and s.agency_id = e.searcher_id
    where e.log <> 'portal' and (e.custodian_id, e.log) in (select (custodian_id, log) from era_sides)
),
beside as (
    select c.series_no, c.era_no, o.series_no as other_no,
           coalesce(bool_or(x.from_on between c.from_on - 3 and c.from_on + 3), false) as is_changed
    from era_changes c
    join (select distinct series_no, era_no, custodian_id, log from era_sides) l on l.series_no = c.series_no and l.era_no = c.era_no
    join seen o on o.custodian_id = l.custodian_id and o.log = l.log and o.series_no <> c.series_no
    join (select series_no, min(day) as first_on, max(day) as last_on from era_counts group by series_no) d
      on d.series_no = o.series_no and d.first_on < c.from_on - 7 and d.last_on > c.from_on + 7
    left join era_changes x on x.series_no = o.series_no
    group by c.series_no, c.era_no, o.series_no
),
others as (
    select series_no, era_no, count(*) filter (is_changed) as n_changed, count(*) filter (not is_changed) as n_go_on
    from beside group by series_no, era_no
),
same_week as (
    select t.series_no, t.era_no, count(distinct o.series_no) as n
    from told t
    join series s on s.series_no = t.series_no
    join told o on o.series_no <> t.series_no and o.era_no > 1 and o.kind = t.kind and o.from_on between t.from_on - 7 and t.from_on + 7
    join series z on z.series_no = o.series_no and z.unit = s.unit
    where t.era_no > 1
    group by t.series_no, t.era_no
)
select s.unit, s.agency_id, cast(t.era_no as integer) as era_no, t.from_on, t.to_on, cast(p.kind as varchar) as kind_before, cast(t.kind as varchar) as kind, round(t.share, 6) as share,
       t.n_searches, t.n_hidden, cast(t.n_days as bigint) as n_days, round(t.top_share, 6) as top_share, t.reason_id,
       b.low_on, b.high_on, b.high_on - b.low_on <= 3 as is_sharp,
       case when t.era_no = 1 then null
            when t.kind = 'masked' or p.kind = 'masked' then 'export'
            when coalesce(l.n_go_on, 0) > 0 and l.n_show <= 1 then 'export'
            when coalesce(l.n_go_on, 0) > 0 and l.n_go_on >= l.n_show then 'unclear'
            when i.is_shown then 'typing'
            when coalesce(l.n_show, 0) <> 1 or coalesce(o.n_go_on, 0) >= 3 and o.n_go_on > o.n_changed then 'unclear'
            else 'export' end as cause,
       case when t.era_no > 1 then cast(coalesce(w.n, 0) as bigint) end as n_same_week
from told t
join series s on s.series_no = t.series_no
left join told p on p.series_no = t.series_no and p.era_no = t.era_no - 1
left join bounds b on b.series_no = t.series_no and b.era_no = t.era_no
left join inside i on i.series_no = t.series_no and i.era_no = t.era_no
left join logs l on l.series_no = t.series_no and l.era_no = t.era_no
left join others o on o.series_no = t.series_no and o.era_no = t.era_no
left join same_week w on w.series_no = t.series_no and w.era_no = t.era_no
order by s.unit, s.agency_id, t.era_no
