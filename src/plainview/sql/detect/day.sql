-- One row is one agency's searches on one day (UTC) in one custodian's log. Entries of one search count once.
with
once as (
    select owner_id, log, searcher_id, judged_on as day from fact_entry
    where unit = 'search' and owner_once and judged_on is not null and coalesce(searcher_id, '') <> ''
    union all
    select owner_id, log, searcher_id, judged_on as day from (
        select distinct owner_id, log, searcher_id, judged_on, unit_key from fact_entry
        where unit = 'search' and not owner_once and judged_on is not null and coalesce(searcher_id, '') <> ''
    )
)
select owner_id, log, searcher_id, day, count(*) as n from once group by owner_id, log, searcher_id, day
