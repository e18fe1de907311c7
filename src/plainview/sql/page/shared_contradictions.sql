-- one row is two records that do not agree about a share: which pair, how, the days and documents of both, and the innocent reading
select from_id, to_id, kind, cast(shown_on as varchar) as shown_on, cast(last_on as varchar) as last_on, n_days, shown_release_id, shown_row_no,
  cast(denied_on as varchar) as denied_on, denied_release_id, denied_row_no, innocent
from share_contradictions
where from_id in (select agency_id from agencies) and to_id in (select agency_id from agencies)
order by kind, last_on desc, from_id, to_id, shown_on
