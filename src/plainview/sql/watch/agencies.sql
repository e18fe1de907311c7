-- One row is one agency, whether its name is read without doubt, and whether a watch may be set on it: its own records are held, or it
-- stands in a sharing list or an event log. A name that only a log of searches has may be anything, a person's too.
with
custodians as (
    select distinct custodian_id as agency_id from releases where coalesce(custodian_id, '') <> ''
),
sharing as (
    select from_id as agency_id from share_rows union select to_id from share_rows
)
select a.agency_id, a.canonical, a.state,
       coalesce(a.kind, '') not in ('', 'unknown') and coalesce(a.confidence, 0) >= 0.6 as is_known,
       c.agency_id is not null as is_custodian,
       c.agency_id is not null
           or (s.agency_id is not null and coalesce(a.kind, '') not in ('', 'unknown') and coalesce(a.confidence, 0) >= 0.6) as is_watched
from agencies a
left join custodians c on c.agency_id = a.agency_id
left join sharing s on s.agency_id = a.agency_id
order by a.agency_id
