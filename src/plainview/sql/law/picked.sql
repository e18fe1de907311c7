-- Evidence of each rule, agency and unit: up to $most hits, or where there is none 5 rows that left the question open; certain
-- ones first, then the earliest. A unit that stands in several rows is shown by its worst row, of those the latest.
create or replace temp table law_picked as
with
digits as (
    select r.rule_no, r.code_no, r.shift, g.agency_id, g.unit, g.is_once, g.few,
           bit_count((case r.code_no when 0 then g.code_0 when 1 then g.code_1 when 2 then g.code_2 else g.code_3 end >> r.shift) & 31) as digit
    from law_groups g join law_rules r on r.state = g.state or r.state = ''
),
worst as (
    select rule_no, agency_id, unit, max(digit) as worst from digits where digit >= 3 group by rule_no, agency_id, unit
),
units as (
    select d.rule_no, d.code_no, d.shift, d.agency_id, d.unit, d.is_once, d.digit, unnest(d.few) as whose
    from digits d join worst w on w.rule_no = d.rule_no and w.agency_id = d.agency_id and w.unit = d.unit
    where d.digit >= 3 and (d.digit >= 4 or w.worst = 3)
),
placed as (
    select *, row_number() over (partition by rule_no, agency_id, unit order by digit desc, whose) as place
    from units
    qualify place <= case when digit >= 4 then $most else 5 end
),
-- the rows of the units that were picked: each unit is known by its latest row
several as (
    select u.agency_id, u.unit, u.unit_key, max(u.late) as late
    from law_rows u
    where (u.agency_id, u.unit, u.unit_key) in (
        select (k.agency_id, k.unit, k.unit_key) from law_rows k semi join (select whose as late from placed where not is_once) using (late)
    )
    group by u.agency_id, u.unit, u.unit_key
),
rows_ as (
    select p.rule_no, p.agency_id, p.unit, p.place, r.late as whose,
           row_number() over (
               partition by p.rule_no, p.agency_id, p.unit, p.place
               order by bit_count((case p.code_no when 0 then r.code_0 when 1 then r.code_1 when 2 then r.code_2 else r.code_3 end >> p.shift) & 31) desc,
                        r.late desc
           ) as copy
    from placed p
    join several s on not p.is_once and s.late = p.whose and s.agency_id = p.agency_id and s.unit = p.unit
    join law_rows r on r.agency_id = s.agency_id and r.unit = s.unit and r.unit_key = s.unit_key
)
select rule_no, agency_id, unit, place, cast(whose & 18446744073709551615 as bigint) as row_key
from (
    select rule_no, agency_id, unit, place, whose from placed where is_once
    union all
    select rule_no, agency_id, unit, place, whose from rows_ where copy = 1
)
