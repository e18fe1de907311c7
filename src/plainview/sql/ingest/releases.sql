-- One row is one file as disclosed, with its row accounting and the period its rows cover.
with
accounted as (
    select release_id, sum(rows) as n_rows, sum(used) as n_used, sum(quarantined) as n_quarantined,
           sum(skipped) as n_skipped
    from parts group by release_id
),
periods as (
    select release_id, min(first_at) as period_from, max(last_at) as period_to
    from release_days group by release_id
    union all
    select release_id, min(event_at), max(event_at) from events group by release_id
)
select r.release_id, r.name, r.path, r.kind, r.layout, r.made_by, r.custodian_raw, r.custodian_id,
       r.custodian_basis, cast(r.received_on as date) as received_on, r.source_url, r.request_id, r.handling,
       r.header_raw, r.encoding,
       cast(a.n_rows as bigint) as n_rows, cast(a.n_used as bigint) as n_used,
       cast(a.n_quarantined as bigint) as n_quarantined, cast(a.n_skipped as bigint) as n_skipped,
       r.size_bytes, r.sha256, r.parent_id, try_cast(r.seen_on as date) as seen_on,
       coalesce(try_cast(r.captured_on as date), try_cast(r.seen_on as date)) as captured_on,
       p.period_from, p.period_to, r.n_copies, r.withheld_raw
from received r
join accounted a using (release_id)
left join periods p using (release_id)
order by r.path, r.release_id
