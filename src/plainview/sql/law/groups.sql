-- Units of one agency that are alike by all rules: how many, and up to $most of them, the earliest first (the day and, in the
-- lower 64 bits, the row). Days of units that stand in several rows are in law_rows.
create or replace temp table law_groups as
with
units as (
    select agency_id, state, unit, unit_key,
           bit_or(code_0) as code_0, bit_or(code_1) as code_1, bit_or(code_2) as code_2, bit_or(code_3) as code_3,
           bit_or(case when is_newest then code_0 else 0 end) as now_0, bit_or(case when is_newest then code_1 else 0 end) as now_1,
           bit_or(case when is_newest then code_2 else 0 end) as now_2, bit_or(case when is_newest then code_3 else 0 end) as now_3,
           bool_or(is_dated) as is_dated, max(late) as late
    from law_rows
    group by agency_id, state, unit, unit_key
)
select agency_id, state, unit, code_0, code_1, code_2, code_3, now_0, now_1, now_2, now_3, is_dated, false as is_once, count(*) as n,
       cast(null as date) as first_on, cast(null as date) as last_on, min(late, $most) as few
from units
group by all
union all
select agency_id, state, unit, code_0, code_1, code_2, code_3,
       case when is_newest then code_0 else 0 end as now_0, case when is_newest then code_1 else 0 end as now_1,
       case when is_newest then code_2 else 0 end as now_2, case when is_newest then code_3 else 0 end as now_3,
       is_newest is not null as is_dated, true as is_once, count(*) as n,
       min(judged_on) as first_on, max(judged_on) as last_on, min(early, $most) as few
from judged
where is_once and (code_0 | code_1 | code_2 | code_3) <> 0
group by all
