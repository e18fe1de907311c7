-- One row says which search an entry belongs to. Entries with one vendor id are one search; without an id an entry
-- stands alone. A search is named after its first entry: the file's hash and row, so that the name survives a rebuild.
with
firsts as (
    select vendor_id, min(release_id || ':' || lpad(cast(row_no as varchar), 10, '0')) as first_entry
    from entries where vendor_id is not null group by vendor_id
)
select e.release_id, e.row_no,
       case when f.first_entry is null then e.release_id || ':' || e.row_no
            else f.first_entry[1:16] || ':' || cast(f.first_entry[18:] as bigint) end as search_id,
       case when f.first_entry is null then 'single' else 'vendor_id' end as tier
from entries e
left join firsts f using (vendor_id)
order by e.release_id, e.row_no
