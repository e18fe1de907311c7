-- One row says which search an entry belongs to. A search is named after its first entry (release and row), so that the
-- name survives a rebuild. In the order of the entries.
select release_id, row_no, first_release_id || ':' || first_row_no as search_id,
       case when has_id then 'vendor_id' else 'single' end as tier
from linked
