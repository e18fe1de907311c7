-- title: A federal agency is a listed partner
-- severity: medium
-- confidence: high
-- scope: agency
-- cut: one federal partner on a list.
-- sentence: {n} of {n_total} partners that may search the cameras of {agency}, by sharing lists held{span}, [is|are] federal. Under which agreement, and what may they search for?
-- innocent: A task force may be listed under a federal name, the partner may be listed and inactive, and many states allow it.
-- base_rate: {n_with} of {n_agencies} agencies whose own list is held name a federal partner.
-- expects: Not known: nothing was measured. A list is a fact; whether it is right is the question.
-- counts: Partners by owner of the cameras. Certain: the name says so without doubt and is in use. Possible: any that reads as federal. Unreadable: the name does not tell what kind of body it is.
-- score is log10 of one and the certain partners.
-- Needs fact_share (sql/fact/share.sql). One row is one federal partner, by its latest document.
with
partners as (
    select owner_id as agency_id, unit_key,
           max(case when searcher_level = 'federal' then 1 else 0 end) as is_federal,
           max(case when searcher_level = 'federal' and listed_live and searcher_name_confidence >= 0.9 then 1 else 0 end) as is_certain,
           max(case when searcher_level is null then 1 else 0 end) as is_unknown,
           max(case when owners_own_document then 1 else 0 end) as is_own
    from fact_share
    group by owner_id, unit_key
),
counted as (
    select agency_id, count(*) as n_total, cast(sum(is_federal) as bigint) as n_possible, cast(sum(is_certain) as bigint) as n_certain,
           cast(sum(is_unknown) as bigint) as n_unreadable
    from partners
    group by agency_id
),
base as (
    select count(*) as n_agencies, cast(sum(federal) as bigint) as n_with
    from (select agency_id, max(is_federal * is_own) as federal from partners where is_own = 1 group by agency_id)
),
lines as (
    select f.owner_id as agency_id, f.unit_key, f.judged_on, f.release_id, f.row_no, f.locator, f.what,
           row_number() over (partition by f.owner_id, f.unit_key order by f.judged_on desc nulls last, f.release_id, f.row_no, f.what) as copy,
           min(f.judged_on) over (partition by f.owner_id) as first_on, max(f.judged_on) over (partition by f.owner_id) as last_on
    from fact_share f
    where f.searcher_level = 'federal'
),
placed as (
    select *, row_number() over (partition by agency_id order by what, unit_key) as place from lines where copy = 1
)
select c.agency_id, 'partner' as unit, c.n_certain, c.n_possible, c.n_unreadable, c.n_total, log10(1 + c.n_certain) as score,
       cast(null as double) as p_innocent, b.n_agencies, b.n_with,
       case when l.first_on is null then '' when l.first_on = l.last_on then ' of ' || cast(l.first_on as varchar)
            else ' from ' || cast(l.first_on as varchar) || ' to ' || cast(l.last_on as varchar) end as span,
       l.release_id, l.row_no, l.locator, l.what
from counted c
join placed l on l.agency_id = c.agency_id
cross join base b
where l.place <= 50
order by c.agency_id, l.place
