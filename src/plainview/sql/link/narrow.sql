-- One row is one entry without an id, of a hard group, for which one search alone fits: by the window, and where several
-- share it too, by the reason, provided that every id there has one entry that discloses its reason. label: the search.
create or replace temp table narrow as
with
windows as (
    select searcher_no, second, networks, window_no, min(id) as id_low, coalesce(min(id) <> max(id), false) as several_ids,
           count(distinct id) as n_ids, count(distinct case when said is not null then id end) as n_said
    from hard where window_no is not null
    group by all
),
window_crowds as (
    select distinct searcher_no, second, networks, window_no from hard
    where id is null and window_no is not null
    group by searcher_no, second, networks, window_no, release_no having min(print) <> max(print)
),
reasons_said as (
    select searcher_no, second, networks, window_no, said, min(id) as id_low, coalesce(min(id) <> max(id), false) as several_ids
    from hard where window_no is not null and said is not null
    group by all
),
reason_crowds as (
    select distinct searcher_no, second, networks, window_no, said from hard
    where id is null and window_no is not null and said is not null
    group by searcher_no, second, networks, window_no, said, release_no having min(print) <> max(print)
)
select h.release_no, h.row_no,
       case when not w.several_ids and c.searcher_no is null
            then coalesce(w.id_low, cast(md5(concat_ws(' ', h.searcher_no, h.second, h.networks, h.window_no)) as uuid))
            when w.n_ids = w.n_said and not r.several_ids and rc.searcher_no is null
            then coalesce(r.id_low, cast(md5(concat_ws(' ', h.searcher_no, h.second, h.networks, h.window_no, h.said)) as uuid))
       end as label,
       coalesce(case when not w.several_ids and c.searcher_no is null then w.id_low else r.id_low end is not null, false) as is_named
from hard h
join windows w using (searcher_no, second, networks, window_no)
left join window_crowds c using (searcher_no, second, networks, window_no)
left join reasons_said r using (searcher_no, second, networks, window_no, said)
left join reason_crowds rc using (searcher_no, second, networks, window_no, said)
where h.id is null
