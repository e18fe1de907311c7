-- One row is one agency whose records the case holds, and one kind of document that laws ask for (rules/_documents.toml).
-- What the case holds of them stands in its documents.csv. That a case does not hold a document says nothing: document_held
-- is null then, and false only where the agency answered that there is none. judged_on is the newest day of its records.
with
kinds as (
    select distinct kind from document_kinds
),
days as (
    select r.custodian_id, max(coalesce(cast(r.period_to as date), r.seen_on, r.received_on)) as last_on, min(r.release_id) as release_id
    from releases r
    where coalesce(r.custodian_id, '') <> ''
    group by r.custodian_id
),
known as (
    select agency_id, document,
           max(case when answer = 'held' then 1 when answer = 'none' then 0 end) as held,
           max(case when answer = 'held' then coalesce(covers_to, dated_on) end) as newest_on
    from documents
    group by agency_id, document
)
select
    d.custodian_id as owner_id,
    nullif(a.state, '') as owner_state,
    d.custodian_id as searcher_id,
    d.last_on as judged_on,
    d.last_on as law_on,
    'document' as unit,
    d.custodian_id || ' ' || k.kind as unit_key,
    row_number() over (order by d.custodian_id, k.kind) as row_key,
    true as owner_once,
    true as searcher_once,
    true as is_newest,
    d.release_id,
    0 as row_no,
    '' as locator,
    'what the case knows of it, on ' || coalesce(cast(d.last_on as varchar), 'an unknown day') as what,
    cast(nullif(a.state, '') as varchar) as searcher_state,
    cast(nullif(a.canonical, '') as varchar) as owner_name,
    cast(nullif(nullif(a.level, ''), 'unknown') as varchar) as owner_level,
    cast(nullif(nullif(a.kind, ''), 'unknown') as varchar) as owner_kind,
    cast(k.kind as varchar) as document,
    cast(n.held = 1 as boolean) as document_held,
    cast(date_diff('day', n.newest_on, d.last_on) as double) as report_age_days
from days d
cross join kinds k
left join agencies a on a.agency_id = d.custodian_id
left join known n on n.agency_id = d.custodian_id and n.document = k.kind
