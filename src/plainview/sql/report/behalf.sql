-- One row is one search made for another agency: by that agency itself on the agency's cameras, or by the agency with a reason that
-- says it is for or with another. Users are not named.
with
headed as (
    select unnest(['others', 'for_other']) as item
),
fitting as (
    select *, 'others' as item from report_searches where part = 'others'
    union all
    select *, 'for_other' from report_searches where part = 'made' and contains(marks, 'for_other_agency')
)
select '' as part, item, '' as label, 'n' as measure, true as is_row, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level, searcher_kind, networks, reason_raw, reason_state, offense_raw, purposes,
       reason_given, case_given, account_given
from fitting
union all by name
select '' as part, item, '' as label, 'n' as measure, false as is_row from headed
order by part, item, measure, is_row, searched_at, release_id, row_no
