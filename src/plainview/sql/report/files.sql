-- One row is one file of the agency that the report may rest on: a log or list of the period, or a page seen in it.
select '' as part, r.kind as item, replace(r.kind, '_', ' ') as label, 'n' as measure, true as is_row, r.release_id, r.name as file_name,
       r.sha256, r.seen_on, cast(r.period_from as date) as period_from, cast(r.period_to as date) as period_to
from releases r join report_asked a on a.agency_id = r.custodian_id
where coalesce(cast(r.period_from as date), r.seen_on, r.received_on) <= a.to_on
  and coalesce(cast(r.period_to as date), r.seen_on, r.received_on) >= a.from_on
order by part, item, measure, period_from, seen_on, file_name, release_id
