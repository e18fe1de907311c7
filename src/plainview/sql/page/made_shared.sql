-- one row is one pair of agencies that stands in a share. is_standing: not known to have ended: the newest record of some source (one
-- agency's lists of one sort, or its event logs) shows it; or no list and no event tells of it, only searches do; or it was
-- searched after the day by which all sources say it had ended.
create or replace temp table page_shared as
with one_source as (
  select from_id, to_id, basis, min(cast(from_on as date)) as from_on, max(cast(to_on as date)) as to_on,
    arg_max(coalesce(cast(before_on as date), date '9999-12-31'), (to_on, span_no)) as end_on
  from shares
  where from_id in (select agency_id from agencies) and to_id in (select agency_id from agencies)
  group by from_id, to_id, basis, custodian_id, direction, kind
)
select from_id, to_id, min(cast(from_on as date)) as from_on, max(cast(to_on as date)) as to_on,
  coalesce(bool_or(end_on = date '9999-12-31') filter (basis <> 'used'), true)
    or coalesce(max(cast(to_on as date)) filter (basis = 'used') > max(end_on) filter (basis <> 'used'), false) as is_standing,
  bool_or(basis <> 'used') as is_told
from one_source
group by from_id, to_id
