-- One row is one search under one heading; is_row is false for a heading alone. A search stands under each that fits.
with
headed as (
    select unnest(['all', 'made', 'own', 'others', 'unnamed']) as item, false as is_row
),
fitting as (
    select *, unnest(list_filter(['all', case when is_made then 'made' end, case when is_made and in_network then 'own' end,
                      case when part = 'others' and searcher_id <> '' then 'others' end, case when searcher_id = '' then 'unnamed' end,
                      case when part = 'else' and searcher_id <> '' then 'other_name' end],
                     lambda one: one is not null)) as item
    from report_searches
),
undated as (
    select e.release_id, e.row_no, e.locator from entries e join report_asked a on e.custodian_id = a.agency_id
    where e.log <> 'portal' and e.searched_at is null
)
select '' as part, item, '' as label, 'n' as measure, is_row, null as release_id, null as row_no, null as locator, null as searched_at,
       null as searcher_name, null as searcher_state, null as searcher_level, null as searcher_kind, null as networks, null as reason_raw,
       null as reason_state, null as offense_raw, null as purposes, null as marks
from headed
union all
select '', item, '', 'n', true, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level, searcher_kind,
       networks, reason_raw, reason_state, offense_raw, purposes, marks
from fitting
union all
select '', 'undated', '', 'n', true, release_id, row_no, locator, null, '', '', '', '', null, null, null, null, '', '' from undated
order by part, item, measure, is_row, searched_at, release_id, row_no
