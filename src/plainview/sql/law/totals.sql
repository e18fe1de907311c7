-- One row is one rule, agency and unit: how many partners, pages, searches or sessions the rule is about, by outcome.
-- A partner, search or session that several documents show counts once, by its worst outcome while the rule was in force.
with
digits as (
    select r.rule_no, g.agency_id, g.unit, g.n, g.is_dated,
           bit_count((case r.code_no when 0 then g.code_0 when 1 then g.code_1 when 2 then g.code_2 else g.code_3 end >> r.shift) & 31) as digit,
           bit_count((case r.code_no when 0 then g.now_0 when 1 then g.now_1 when 2 then g.now_2 else g.now_3 end >> r.shift) & 31) as now
    from law_groups g join law_rules r on r.state = g.state or r.state = ''
),
counted as (
    select rule_no, agency_id, unit, cast(sum(n) as bigint) as n_units,
           cast(sum(case when digit >= 2 then n else 0 end) as bigint) as n_total,
           cast(sum(case when digit >= 4 then n else 0 end) as bigint) as n_possible,
           cast(sum(case when digit = 5 then n else 0 end) as bigint) as n_certain,
           cast(sum(case when digit = 3 then n else 0 end) as bigint) as n_null,
           cast(sum(case when digit = 2 then n else 0 end) as bigint) as n_clear,
           cast(sum(case when now >= 4 then n else 0 end) as bigint) as n_now,
           bool_or(is_dated) as has_newest
    from digits
    where digit >= 1
    group by rule_no, agency_id, unit
),
alike as (
    select agency_id, state, unit, code_0, code_1, code_2, code_3, first_on, last_on from law_groups where is_once
    union all
    select agency_id, state, unit, code_0, code_1, code_2, code_3, min(first_on) as first_on, max(last_on) as last_on
    from law_rows
    group by agency_id, state, unit, code_0, code_1, code_2, code_3
),
on_days as (
    select r.rule_no, d.agency_id, d.unit, d.first_on, d.last_on,
           bit_count((case r.code_no when 0 then d.code_0 when 1 then d.code_1 when 2 then d.code_2 else d.code_3 end >> r.shift) & 31) as digit
    from alike d join law_rules r on r.state = d.state or r.state = ''
),
days as (
    select rule_no, agency_id, unit, min(first_on) as first_on, max(last_on) as last_on,
           min(case when digit >= 4 then first_on end) as first_hit_on, max(case when digit >= 4 then last_on end) as last_hit_on
    from on_days
    where digit >= 1
    group by rule_no, agency_id, unit
)
select c.*, coalesce(a.canonical, cast(c.agency_id as varchar)) as agency, d.first_hit_on, d.last_hit_on, d.first_on, d.last_on
from counted c
join days d on d.rule_no = c.rule_no and d.agency_id = c.agency_id and d.unit = c.unit
left join agencies a on a.agency_id = c.agency_id
order by c.rule_no, c.agency_id, c.unit
