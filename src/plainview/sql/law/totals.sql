-- One row is one agency and one unit: how many partners, pages, searches or sessions a rule is about, by outcome.
-- A partner, search or session that several documents show counts once, by its worst outcome while the rule was in force.
with
units as (
    select agency_id, unit, unit_key,
           max(case outcome when 'hit' then 4 when 'unclear' then 3 when 'clear' then 2 else 1 end) as worst,
           max(case when outcome = 'hit' and is_certain then 1 else 0 end) as certain,
           max(case when outcome = 'hit' and is_newest then 1 else 0 end) as now,
           max(case when is_newest is null then 0 else 1 end) as dated,
           max(case when outcome = 'hit' then shown end) as shown
    from judged
    group by agency_id, unit, unit_key
),
days as (
    select agency_id, unit,
           min(case when outcome = 'hit' then judged_on end) as first_hit_on,
           max(case when outcome = 'hit' then judged_on end) as last_hit_on,
           min(judged_on) as first_on, max(judged_on) as last_on
    from judged
    group by agency_id, unit
)
select u.agency_id, coalesce(max(a.canonical), u.agency_id) as agency, u.unit,
       count(*) as n_units,
       cast(sum(case when worst >= 2 then 1 else 0 end) as bigint) as n_total,
       cast(sum(case when worst = 4 then 1 else 0 end) as bigint) as n_possible,
       cast(sum(certain) as bigint) as n_certain,
       cast(sum(case when worst = 3 then 1 else 0 end) as bigint) as n_null,
       cast(sum(case when worst = 2 then 1 else 0 end) as bigint) as n_clear,
       cast(sum(now) as bigint) as n_now, max(dated) = 1 as has_newest,
       max(u.shown) as shown,
       max(d.first_hit_on) as first_hit_on, max(d.last_hit_on) as last_hit_on,
       max(d.first_on) as first_on, max(d.last_on) as last_on
from units u
join days d on d.agency_id = u.agency_id and d.unit = u.unit
left join agencies a on a.agency_id = u.agency_id
group by u.agency_id, u.unit
order by u.agency_id, u.unit
