-- One row is one search in the agency's own log under one field, by whether the field is given, empty or not shown.
with
scoped as (
    select * from report_searches where in_own_log and part in ('made', 'others')
),
headed as (
    select part, item, measure
    from (select unnest(['made', 'others']) as part)
    cross join (select unnest(['reason', 'case_number', 'account']) as item)
    cross join (select unnest(['given', 'empty', 'not_shown']) as measure)
),
placed as (
    select * exclude (part), part, 'reason' as item, reason_given as measure from scoped
    union all
    select * exclude (part), part, 'case_number', case_given from scoped
    union all
    select * exclude (part), part, 'account', account_given from scoped
)
select part, item, '' as label, measure, true as is_row, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level from placed
union all by name
select part, item, '' as label, measure, false as is_row from headed
order by part, item, measure, is_row, searched_at, release_id, row_no
