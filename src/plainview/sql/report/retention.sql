-- One row is one reading of how long the agency's portal says camera data are kept: those of the period, and the last before it.
with
readings as (
    select s.seen_on, s.value, s.release_id, s.row_no, s.locator, s.seen_on < a.from_on as is_before
    from snapshots s join report_asked a on a.agency_id = s.agency_id
    where s.field = 'retention_days' and s.value is not null and s.seen_on <= a.to_on
    qualify s.seen_on >= a.from_on or row_number() over (partition by s.seen_on < a.from_on order by s.seen_on desc, s.release_id, s.row_no) = 1
)
select '' as part, cast(cast(value as bigint) as varchar) as item,
       cast(value as bigint) || case when value = 1 then ' day' else ' days' end || ', as posted from ' || min(seen_on) over (partition by value)
       || ' to ' || max(seen_on) over (partition by value) as label,
       'n' as measure, true as is_row, seen_on, value as retention_days, release_id, row_no, locator
from readings
order by part, item, measure, seen_on, release_id, row_no
