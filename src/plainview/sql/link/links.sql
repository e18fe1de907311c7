-- One row says which search an entry belongs to. A search is named after its first entry (release and row), so that the
-- name survives a rebuild. In the order of the entries.
select e.release_id, e.row_no,
       case when r.release_id is null then e.release_id || ':' || e.row_no
            else r.first_release_id || ':' || r.first_row_no end as search_id,
       case when e.vendor_id is null then 'single' else 'vendor_id' end as tier,
       coalesce(r.n_entries, 1) as n_entries
from entries e
left join repeated r on r.release_id = e.release_id and r.row_no = e.row_no
