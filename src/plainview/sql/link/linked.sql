-- One row says which search an entry of the piece belongs to, named after the search's first entry, and how it came to it.
create or replace temp view linked as
select a.release_id, cast(l.row_no as bigint) as row_no,
       coalesce(b.release_id, a.release_id) as search_release_id,
       coalesce(cast(f.first % 4294967296 as bigint), cast(l.row_no as bigint)) as search_row_no,
       case when coalesce(f.n_entries, 1) = 1 and l.tier in ('repeat', 'agency_window', 'agency', 'agency_no_networks') then 'single' else l.tier end as tier,
       coalesce(f.n_entries, 1) as n_entries
from labelled l
join arrivals a on a.release_no = l.release_no
left join (from found where coalesce(month, date '0001-01-01') in (select month from piece_months)) f on f.label = l.label
left join arrivals b on b.release_no = cast(f.first // 4294967296 as uinteger)
where coalesce(l.month, date '0001-01-01') in (select month from piece_months)
