-- One row is one agency and one kind of document of which the newest that the case holds is older than it should be on the day of the
-- run. What the case does not hold at all says nothing, and neither does an answer that there is none: rules ask about that.
with
newest as (
    select agency_id, document, max(coalesce(covers_to, dated_on)) as newest_on
    from documents
    where answer = 'held' and list_contains(cast($documents as varchar[]), document)
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), agency_id))
    group by agency_id, document
)
select [agency_id] as who, concat_ws('|', document, newest_on) as what, agency_id as owner_id, cast(null as varchar) as other_id,
       document as topic, newest_on as before_on, newest_on + cast($days as integer) as day, cast(null as double) as was,
       cast(date_diff('day', newest_on, cast($today as date)) as double) as now, cast(null as varchar) as release_id,
       cast(null as bigint) as row_no, cast(null as varchar) as locator,
       cast(null as varchar) as earlier_release_id, cast(null as bigint) as earlier_row_no
from newest
where newest_on + cast($days as integer) < cast($today as date)
