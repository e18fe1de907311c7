-- One row is one log entry of the period (days of UTC) that stands in the agency's own log or names the agency as the searcher.
-- Reads the lent table report_asked. Entries of portals are no searches: report/sessions.sql has them.
create or replace temp table report_entries as
with chosen as (
    select e.release_id, e.row_no, e.locator, e.log, coalesce(e.custodian_id, '') = a.agency_id as is_own_log, e.searcher_id, e.searched_at,
           e.window_from, e.window_to, e.reason_id, e.reason_state, e.offense_raw, e.case_state, e.account_state, e.networks, a.agency_id
    from entries e cross join report_asked a
    where e.log <> 'portal' and cast(e.searched_at as date) between a.from_on and a.to_on
      and (e.custodian_id = a.agency_id or e.searcher_id = a.agency_id)
)
select c.*, k.search_release_id, k.search_row_no
from chosen c join links k on k.release_id = c.release_id and k.row_no = c.row_no
