-- One row is one piece of evidence: a hit, or where an agency has none a row that left the question open. Up to 50 an
-- agency and unit, each partner, page, search or session once (its latest document), certain ones first.
-- Searches and sessions are many: of each agency's only the first few hundred rows are looked at.
with
agencies_hit as (
    select agency_id, unit, max(case when outcome = 'hit' then 1 else 0 end) as any_hit
    from judged where outcome in ('hit', 'unclear') group by agency_id, unit
),
open_ as (
    select j.agency_id, j.unit, j.unit_key, j.is_certain, j.judged_on, j.release_id, j.row_no, j.locator, j.what
    from judged j join agencies_hit a on a.agency_id = j.agency_id and a.unit = j.unit
    where j.outcome = case when a.any_hit = 1 then 'hit' else 'unclear' end
),
few as (
    select agency_id, unit, unnest(min(
        {'a': not is_certain, 'b': coalesce(judged_on, date '9999-12-31'), 'release_id': release_id, 'row_no': row_no,
         'unit_key': cast(unit_key as varchar), 'is_certain': is_certain, 'judged_on': judged_on, 'locator': locator, 'what': what}, 300
    )) as r
    from open_ where unit in ('search', 'session')
    group by agency_id, unit
),
looked_at as (
    select agency_id, unit, r.unit_key as unit_key, r.is_certain as is_certain, r.judged_on as judged_on,
           r.release_id as release_id, r.row_no as row_no, r.locator as locator, r.what as what
    from few
    union all
    select agency_id, unit, cast(unit_key as varchar), is_certain, judged_on, release_id, row_no, locator, what
    from open_ where unit not in ('search', 'session')
),
latest as (
    select *, row_number() over (
        partition by agency_id, unit, unit_key order by case when is_certain then 0 else 1 end, judged_on desc nulls last, release_id, row_no, what
    ) as copy
    from looked_at
),
placed as (
    select *, row_number() over (
        partition by agency_id, unit
        order by case when is_certain then 0 else 1 end, judged_on nulls last, release_id, row_no, what, unit_key
    ) as place
    from latest
    where copy = 1
)
select agency_id, unit, release_id, row_no, locator, what
from placed
where place <= 50
order by agency_id, unit, place
