-- One row is one piece of evidence: a hit, or where an agency has none a row that left the question open. Up to 50 an
-- agency and unit, each partner, page, search or session once (its latest document), certain ones first.
with
open_ as (
    select j.*, max(case when outcome = 'hit' then 1 else 0 end) over (partition by agency_id, unit) as any_hit
    from judged j
    where outcome in ('hit', 'unclear')
),
latest as (
    select *, row_number() over (
        partition by agency_id, unit, unit_key order by case when is_certain then 0 else 1 end, judged_on desc nulls last, release_id, row_no
    ) as copy
    from open_
    where (any_hit = 1 and outcome = 'hit') or any_hit = 0
),
placed as (
    select *, row_number() over (
        partition by agency_id, unit
        order by case when is_certain then 0 else 1 end, judged_on nulls last, release_id, row_no
    ) as place
    from latest
    where copy = 1
)
select agency_id, unit, release_id, row_no, locator, what
from placed
where place <= 50
order by agency_id, unit, place
