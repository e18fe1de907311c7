-- title: Searches that name a federal body
-- severity: high
-- confidence: medium
-- scope: agency
-- cut: one search or session that names a federal body; help among local agencies alone is no finding here (for_other_agency).
-- sentence: {n} of {n_total} {units} of {agency} name a federal body or say they are made for another agency{names}; for {n_unreadable} no purpose can be read. For whom were they made, and under which agreement?
-- innocent: A body can be named because it was impersonated, protested against or is the victim; joint work on a named crime is common, and HSI, DEA or FBI are also partners in local cases.
-- base_rate: Over all agencies held it is {all_n} of {all_total} {units}.
-- expects: Not known: nothing was measured. It tells what is typed, not whether it was wrong.
-- counts: Searches by searcher in audit logs, sessions by custodian in portal lists; federal searchers are left out. Certain: a federal body is named. Possible: also those made for an agency that is not named as federal.
-- score is log10 of one and the certain searches.
-- Needs fact_entry (sql/fact/entry.sql). One row is one such search or session.
with
units as (
    select e.unit, case when e.unit = 'session' then e.owner_id else e.searcher_id end as agency_id,
           case when e.names_federal_body then 1 else 0 end as is_certain,
           case when e.names_federal_body or e.made_for_other_agency then 1 else 0 end as is_possible,
           case when e.names_federal_body is null and e.made_for_other_agency is null then 0 else 1 end as is_read
    from fact_entry e
    where e.unit_key > 0 and coalesce(e.searcher_level, '') <> 'federal'
    union all
    select e.unit, case when e.unit = 'session' then e.owner_id else e.searcher_id end as agency_id,
           max(case when e.names_federal_body then 1 else 0 end) as is_certain,
           max(case when e.names_federal_body or e.made_for_other_agency then 1 else 0 end) as is_possible,
           max(case when e.names_federal_body is null and e.made_for_other_agency is null then 0 else 1 end) as is_read
    from fact_entry e
    where e.unit_key < 0 and (e.unit = 'session' or coalesce(e.searcher_level, '') <> 'federal')
    group by e.unit, agency_id, e.unit_key
),
counted as (
    select unit, agency_id, count(*) as n_total, cast(sum(is_certain) as bigint) as n_certain, cast(sum(is_possible) as bigint) as n_possible,
           cast(sum(case when is_possible = 0 and is_read = 0 then 1 else 0 end) as bigint) as n_unreadable
    from units
    where coalesce(agency_id, '') <> ''
    group by unit, agency_id
),
base as (
    select unit, cast(sum(n_possible) as bigint) as all_n, cast(sum(n_total) as bigint) as all_total from counted group by unit
),
lines as (
    select e.unit, case when e.unit = 'session' then e.owner_id else e.searcher_id end as agency_id, e.unit_key,
           e.release_id, e.row_no, e.locator, e.what, r.federal_name,
           row_number() over (
               partition by e.unit, e.unit_key order by case when e.names_federal_body then 0 else 1 end, e.release_id, e.row_no
           ) as copy
    from fact_entry e
    join reasons r on r.reason_id = e.reason_id
    where e.names_federal_body or e.made_for_other_agency
),
bodies as (
    select unit, agency_id, string_agg(federal_name || ' ' || n, ', ' order by n desc, federal_name) as names
    from (
        select unit, agency_id, federal_name, count(*) as n from lines
        where copy = 1 and coalesce(federal_name, '') <> ''
        group by unit, agency_id, federal_name
    )
    group by unit, agency_id
),
placed as (
    select *, row_number() over (
        partition by unit, agency_id order by case when coalesce(federal_name, '') <> '' then 0 else 1 end, release_id, row_no
    ) as place
    from lines where copy = 1
)
select c.agency_id, c.unit, c.n_certain, c.n_possible, c.n_unreadable, c.n_total,
       log10(1 + c.n_certain) as score, cast(null as double) as p_innocent, coalesce(' (' || b.names || ')', '') as names,
       a.all_n, a.all_total, p.release_id, p.row_no, p.locator,
       p.what || case when coalesce(p.federal_name, '') <> '' then ', names ' || p.federal_name else ', made for another agency' end as what
from counted c
join placed p on p.unit = c.unit and p.agency_id = c.agency_id
join base a on a.unit = c.unit
left join bodies b on b.unit = c.unit and b.agency_id = c.agency_id
where c.n_certain > 0 and p.place <= 50
order by c.agency_id, c.unit, p.place
