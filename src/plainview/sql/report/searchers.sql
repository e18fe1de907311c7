-- One row is one search of the agency's cameras by others, under its searcher, state, level and kind. Searchers beyond the first 50
-- by their number of searches are one heading.
with
others as (
    select * from report_searches where part = 'others'
),
ranked as (
    select searcher_id, row_number() over (order by count(*) desc, searcher_id) as place from others group by searcher_id
),
grouped as (
    select 'searcher' as part, case when r.place <= 50 then coalesce(nullif(o.searcher_id, ''), 'not-named') else 'rest' end as item,
           case when r.place <= 50 then o.searcher_name else 'all other searchers' end as label, o.*  exclude (part)
    from others o join ranked r on r.searcher_id = o.searcher_id
    union all by name
    select 'state' as part, coalesce(nullif(searcher_state, ''), 'none') as item,
           coalesce(nullif(searcher_state, ''), 'no state, or not known') as label, * exclude (part) from others
    union all by name
    select 'level' as part, searcher_level as item, replace(searcher_level, '_', ' ') as label, * exclude (part) from others
    union all by name
    select 'kind' as part, searcher_kind as item, replace(searcher_kind, '_', ' ') as label, * exclude (part) from others
)
select part, item, label, 'n' as measure, true as is_row, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level, searcher_kind
from grouped
order by part, item, measure, searched_at, release_id, row_no
