-- The one row is the size of a case.
select
    (select count(*) from releases) as releases,
    (select cast(coalesce(sum(n_rows), 0) as bigint) from releases) as rows,
    (select cast(coalesce(sum(n_used), 0) as bigint) from releases) as used,
    (select cast(coalesce(sum(n_quarantined), 0) as bigint) from releases) as quarantined,
    (select cast(coalesce(sum(n_skipped), 0) as bigint) from releases) as skipped,
    (select count(*) from entries) as entries,
    (select count(*) from issues) as issues,
    (select count(*) from refused where kind not in ('duplicate', 'other_print', 'document')) as refused,
    (select count(*) from refused where kind in ('duplicate', 'other_print')) as duplicates,
    (select count(*) from searches where has_id) as vendor_ids,
    (select count(*) from searches) as searches,
    (select count(*) from agencies) as agencies,
    (select count(*) from (select distinct from_id, to_id from shares)) as shares,
    (select count(*) from snapshots) as snapshots,
    (select count(*) from findings where verdict <> 'unclear') as findings,
    (select count(*) from findings where verdict = 'unclear') as cannot_tell
