-- One row is one day of the period in one log of the agency: held, or missing because no record of it is in the case.
-- low: a day of the first week after the number of entries fell by 90 % or more, where part of the record may be missing.
with
days as (
    select cast(unnest(generate_series(from_on, to_on, interval 1 day)) as date) as day, agency_id from report_asked
),
logs as (
    select unnest(['network', 'organization', 'portal']) as part
),
told as (
    select l.part, d.day, strftime(d.day, '%Y-%m') as item, coalesce(h.state, 'no record') as state, coalesce(h.n_most, 0) as n_entries,
           case when h.state in ('held', 'quiet') then 'held' when h.state = 'low' then 'low' else 'missing' end as measure
    from days d cross join logs l
    left join held h on h.custodian_id = d.agency_id and h.log = l.part and h.day = d.day
)
select part, item, item as label, measure, true as is_row, day, state, n_entries from told
union all by name
select distinct part, item, item as label, unnest(['held', 'missing']) as measure, false as is_row from told
order by part, item, measure, is_row, day
