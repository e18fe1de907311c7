-- One row is one time for which a federal agency is listed as one that may search an agency's cameras: by a sharing list or by an
-- event in an administrative log. Spans of several sources are one time, unless a source shows between them that there was none: one
-- that is listed again after it was gone is a new row. Use alone is another question.
with
spans as (
    select s.from_id, s.to_id, s.basis, coalesce(cast(s.from_on as date), date '1900-01-01') as from_on, cast(s.from_on as date) as day,
           coalesce(cast(s.to_on as date), date '1900-01-01') as to_on, cast(s.after_on as date) as after_on,
           s.first_release_id, s.first_row_no
    from shares s
    join agencies a on a.agency_id = s.to_id
    where a.level = 'federal' and s.basis in ('listed', 'event')
      and (len($agencies) = 0 or list_contains(cast($agencies as varchar[]), s.from_id))
),
placed as (
    select *, max(to_on) over (
        partition by from_id, to_id order by from_on, basis, first_release_id rows between unbounded preceding and 1 preceding
    ) as shown_until
    from spans
),
numbered as (
    select *, sum(case when after_on >= shown_until then 1 else 0 end) over (
        partition by from_id, to_id order by from_on, basis, first_release_id rows between unbounded preceding and current row
    ) as time_no
    from placed
)
select [from_id, to_id] as who, cast(time_no as varchar) as what, from_id as owner_id, to_id as other_id, basis as topic,
       after_on as before_on, day, cast(null as double) as was, cast(null as double) as now, first_release_id as release_id,
       first_row_no as row_no, cast(null as varchar) as locator, cast(null as varchar) as earlier_release_id,
       cast(null as bigint) as earlier_row_no
from numbered
qualify row_number() over (partition by from_id, to_id, time_no order by day nulls last, basis, first_release_id) = 1
