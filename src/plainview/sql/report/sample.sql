-- One row is one drawn search of a random sample, under its answer; and under 'drawn'. Reads the lent table report_sample, made of the
-- sheets of the case's samples. What the reader wrote as the reason stays in the case.
with
placed as (
    select *, 'drawn' as item from report_sample
    union all
    select *, answer from report_sample
),
headed as (
    select distinct part, unnest(['drawn', 'ok', 'violation', 'unclear', 'unread']) as item from report_sample
)
select part, item, '' as label, 'n' as measure, true as is_row, sample_no, release_id, row_no, stratum, day, answer from placed
union all by name
select part, item, '' as label, 'n' as measure, false as is_row from headed
order by part, item, measure, is_row, sample_no
