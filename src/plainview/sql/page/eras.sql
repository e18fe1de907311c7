-- one row is one era of an agency whose reasons change kind at least once, with its commonest reason
select e.unit, e.agency_id, e.era_no, cast(e.from_on as varchar) as from_on, cast(e.to_on as varchar) as to_on, e.kind_before, e.kind, e.share,
  e.n_searches, e.top_share, cast(e.low_on as varchar) as low_on, cast(e.high_on as varchar) as high_on, e.is_sharp, e.cause, e.n_same_week,
  r.reason_raw, r.reason_state, r.offense_raw
from eras e left join reasons r on r.reason_id = e.reason_id
where (e.unit, e.agency_id) in (select (unit, agency_id) from eras where era_no > 1)
order by e.unit, e.agency_id, e.era_no
