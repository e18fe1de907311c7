-- One row is one search under a heading about those outside: who searched the agency's cameras, and what reasons name.
-- A federal or private body is of no state; a task force or an agency whose level is not known is under 'unknown'.
with
fitting as (
    select s.*, unnest(list_filter([
        case when s.part = 'others' and s.searcher_level = 'federal' and s.searcher_kind <> 'task_force' then 'federal' end,
        case when s.part = 'others' and s.searcher_level = 'private' then 'private' end,
        case when s.part = 'others' and s.searcher_level not in ('federal', 'private') and s.searcher_state <> '' and a.state <> ''
                  and s.searcher_state <> a.state then 'out_of_state' end,
        case when s.part = 'others' and (s.searcher_level = 'unknown' or (s.searcher_level not in ('federal', 'private')
                  and (s.searcher_state = '' or a.state = '')) or (s.searcher_level = 'federal' and s.searcher_kind = 'task_force')) then 'unknown' end,
        case when contains(s.marks, 'federal_agency') then 'names_federal' end,
        case when contains(s.marks, 'for_other_agency') then 'for_other' end], lambda one: one is not null)) as item
    from report_searches s cross join report_asked a
    where s.part in ('made', 'others')
),
headed as (
    select 'others' as part, unnest(['out_of_state', 'federal', 'private', 'unknown', 'names_federal', 'for_other']) as item
    union all
    select 'made', unnest(['names_federal', 'for_other'])
)
select part, item, '' as label, 'n' as measure, true as is_row, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level, searcher_kind, federal_name, reason_raw, reason_state, offense_raw, purposes
from fitting
union all by name
select part, item, '' as label, 'n' as measure, false as is_row from headed
order by part, item, measure, is_row, searched_at, release_id, row_no
