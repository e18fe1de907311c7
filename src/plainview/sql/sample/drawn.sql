-- One row is one drawn search (of the lent table sample_drawn) as a person reads it. Nothing of accounts, case numbers and
-- plates. entries and places name up to three entries that record it; each of entries is what `plainview explain` takes.
with
placed as (
    select d.search_id, k.release_id, k.row_no, e.locator, r.path, e.window_from, e.window_to,
           row_number() over (partition by d.search_id order by k.release_id || ':' || k.row_no = d.search_id desc, k.release_id, k.row_no) as place,
           row_number() over (partition by d.search_id order by date_diff('second', e.window_from, e.window_to) desc nulls last, k.release_id, k.row_no)
               as window_place
    from sample_drawn d
    join links k on k.search_release_id = split_part(d.search_id, ':', 1)
        and k.search_row_no = try_cast(split_part(d.search_id, ':', 2) as bigint)
    join entries e on e.release_id = k.release_id and e.row_no = k.row_no
    join releases r on r.release_id = k.release_id
),
printed as (
    select search_id, count(*) as n_entries,
           list(release_id || ':' || row_no order by place) filter (where place <= 3) as entries,
           list(path || ', ' || locator order by place) filter (where place <= 3) as places,
           max(window_from) filter (where window_place = 1) as window_from,
           max(window_to) filter (where window_place = 1) as window_to
    from placed
    group by search_id
),
stated as (
    select reason_id, string_agg(purpose || ' ' || certainty, ', ' order by purpose) as purposes from purposes group by reason_id
)
select s.search_id, cast(s.searched_at as date) as day, coalesce(nullif(a.canonical, ''), s.searcher_id, '') as searcher,
       coalesce(r.reason_raw, '') as reason, coalesce(r.reason_state, 'not_exported') as reason_state, coalesce(r.offense_raw, '') as offense,
       coalesce(t.purposes, '') as purposes, coalesce(array_to_string(r.marks, ', '), '') as marks, s.networks, p.window_from, p.window_to,
       p.n_entries, p.entries, p.places
from sample_drawn d
join searches s on s.search_release_id = split_part(d.search_id, ':', 1)
    and s.search_row_no = try_cast(split_part(d.search_id, ':', 2) as bigint)
join printed p on p.search_id = d.search_id
left join reasons r on r.reason_id = s.reason_id
left join stated t on t.reason_id = s.reason_id
left join agencies a on a.agency_id = s.searcher_id
order by s.search_id
