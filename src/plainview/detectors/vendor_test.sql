-- title: A vendor's test or demonstration account searched real cameras
-- severity: medium
-- confidence: medium
-- scope: agency
-- cut: 5 searches or more, on 3 days or more, the last two weeks or more after the first, by names that read as a vendor, a test or a demonstration.
-- sentence: {n} of {n_total} searches in the log of {agency} were made by names that read as a vendor, a test or a demonstration ({names}), on {n_days} days from {first_on} to {last_on}. Who made them, and under which contract?
-- innocent: An installation or a repair, a training on one's own cameras, or a name that an agency forgot to change.
-- base_rate: Over all logs held it is {all_n} of {all_total} searches, in {n_owners_with} of {n_owners} custodians' logs.
-- expects: One in two on three days, ever fewer with more days (3 / (3 + days)): an assumption about installations; or what a simulated network showed, whichever is more.
-- counts: Searches by custodian in audit logs, a search of several copies once. Certain: the name is read without doubt. Possible: any that reads so. Unreadable: searchers of unknown kind. Days by entries.
-- score is log10 of the days on which there were such searches.
-- 5 and 3: an installation is tested on a day or two. Two weeks: by then it stands.
with
searched as (
    select e.owner_id as agency_id, e.unit_key, max(case when e.searcher_kind = 'vendor_test' then 1 else 0 end) as is_test,
           max(case when e.searcher_kind = 'vendor_test' and e.searcher_name_confidence >= 0.9 then 1 else 0 end) as is_sure,
           min(case when e.searcher_kind is null then 1 else 0 end) as is_unknown
    from fact_entry e where e.unit = 'search' and not e.owner_once group by e.owner_id, e.unit_key
),
counted as (
    select agency_id, cast(sum(n_total) as bigint) as n_total, cast(sum(n) as bigint) as n, cast(sum(n_sure) as bigint) as n_sure, cast(sum(n_unknown) as bigint) as n_unknown
    from (
        select owner_id as agency_id, count(*) as n_total, sum(case when searcher_kind = 'vendor_test' then 1 else 0 end) as n,
               sum(case when searcher_kind = 'vendor_test' and searcher_name_confidence >= 0.9 then 1 else 0 end) as n_sure,
               sum(case when searcher_kind is null then 1 else 0 end) as n_unknown
        from fact_entry where unit = 'search' and owner_once group by owner_id
        union all
        select agency_id, count(*), sum(is_test), sum(is_sure), sum(is_unknown) from searched group by agency_id
    )
    group by agency_id
),
base as (
    select cast(sum(n) as bigint) as all_n, cast(sum(n_total) as bigint) as all_total, count(*) as n_owners, sum(case when n > 0 then 1 else 0 end) as n_owners_with from counted
),
lines as (
    select e.owner_id as agency_id, e.release_id, e.row_no, e.locator, e.judged_on, e.searcher_name, e.searcher_name_confidence,
           row_number() over (partition by e.owner_id, e.unit_key order by e.release_id, e.row_no) as copy
    from fact_entry e where e.unit = 'search' and e.searcher_kind = 'vendor_test'
),
days as (
    select agency_id, count(distinct judged_on) as n_days, min(judged_on) as first_on, max(judged_on) as last_on,
           array_to_string(list_slice(list_sort(list(distinct searcher_name)), 1, 3), ', ') as names
    from lines group by agency_id
),
placed as (
    select *, row_number() over (partition by agency_id order by searcher_name_confidence desc, judged_on, release_id, row_no) as place from lines where copy = 1
)
select c.agency_id, 'search' as unit, c.n_sure as n_certain, c.n as n_possible, c.n_unknown as n_unreadable, c.n_total, log10(d.n_days) as score,
       3 / (3.0 + d.n_days) as p_innocent, d.n_days, cast(d.first_on as varchar) as first_on, cast(d.last_on as varchar) as last_on, d.names,
       b.all_n, b.all_total, b.n_owners, cast(b.n_owners_with as bigint) as n_owners_with, p.release_id, p.row_no, p.locator,
       'search of ' || coalesce(cast(p.judged_on as varchar), 'an unknown day') || ' by ' || coalesce(p.searcher_name, 'a test name') as what
from counted c
join days d on d.agency_id = c.agency_id
join placed p on p.agency_id = c.agency_id
cross join base b
where c.n >= 5 and d.n_days >= 3 and date_diff('day', d.first_on, d.last_on) >= 14 and p.place <= 50
order by c.agency_id, p.place
