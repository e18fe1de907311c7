-- One row is one release with its row accounting as told, and as the rows of the tables add up.
with
entered as (select release_id, count(*) as n from entries group by release_id),
happened as (select release_id, count(*) as n from events group by release_id),
aside as (
    select release_id, count(*) filter (fate = 'quarantined') as quarantined, count(*) filter (fate <> 'quarantined') as skipped,
           count(*) filter (name = 'broken') as broken
    from set_aside group by release_id
)
select r.release_id, r.path, r.sha256, r.size_bytes, r.layout, r.n_rows, r.n_used, r.n_quarantined, r.n_skipped,
       coalesce(e.n, h.n) as n_listed, coalesce(a.quarantined, 0) as n_quarantined_listed,
       coalesce(a.skipped, 0) as n_skipped_listed, coalesce(a.broken, 0) as n_broken
from releases r
left join entered e using (release_id)
left join happened h using (release_id)
left join aside a using (release_id)
order by r.path, r.release_id
