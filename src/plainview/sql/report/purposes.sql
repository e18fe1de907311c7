-- One row is one search under a purpose that its reason states, certainly and possibly; under 'all'; and under 'unreadable' where
-- no purpose can be read, with the reason why. part: made by the agency, or by others on its cameras.
with
scoped as (
    select * from report_searches where part in ('made', 'others')
),
headed as (
    select part, item, measure
    from (select unnest(['made', 'others']) as part)
    cross join (select unnest(['all', 'unreadable']) as item, 'n' as measure
                union all
                select item, measure
                from (select unnest(['immigration', 'reproductive_care', 'protest_speech', 'profiling', 'personal']) as item)
                cross join (select unnest(['certain', 'possible']) as measure))
),
stated as (
    select reason_id, purpose, max(case when certainty = 'certain' then 1 else 0 end) = 1 as is_certain from purposes group by all
),
placed as (
    select s.* exclude (part), s.part, p.purpose as item, 'possible' as measure from scoped s join stated p on p.reason_id = s.reason_id
    union all
    select s.* exclude (part), s.part, p.purpose, 'certain' from scoped s join stated p on p.reason_id = s.reason_id where p.is_certain
    union all
    select * exclude (part), part, 'all', 'n' from scoped
    union all
    select * exclude (part), part, 'unreadable', 'n' from scoped where outcome <> 'read'
)
select part, item, '' as label, measure, true as is_row, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level, reason_raw, reason_state, offense_raw, purposes,
       case when outcome = 'read' then '' else outcome end as why_unreadable
from placed
union all by name
select part, item, '' as label, measure, false as is_row from headed
order by part, item, measure, is_row, searched_at, release_id, row_no
