-- one row is one file as disclosed
select release_id, name, kind, layout, made_by, custodian_id, custodian_basis, cast(received_on as varchar) as received_on, source_url,
  handling, encoding, n_rows, n_used, n_quarantined, n_skipped, size_bytes, sha256, parent_id,
  cast(try_cast(cast(seen_on as varchar) as date) as varchar) as seen_on,
  cast(try_cast(cast(period_from as varchar) as date) as varchar) as period_from,
  cast(try_cast(cast(period_to as varchar) as date) as varchar) as period_to, n_copies
from releases
order by custodian_id, received_on, name, release_id
