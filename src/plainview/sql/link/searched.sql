-- One row is one search of the piece, linked across logs. tier: the weakest tie among its entries.
create or replace temp view searched as
select a.release_id as search_release_id, cast(l.row_no as bigint) as search_row_no, l.tier, s.agency_id as searcher_id,
       l.searched_at, l.networks, l.devices, l.reason_id, cast(1 as bigint) as n_entries, cast(1 as bigint) as n_custodians,
       l.in_log, false as has_id, cast(l.release_no as ubigint) * 4294967296 + l.row_no as first
from labelled l
join arrivals a on a.release_no = l.release_no
left join searchers s on s.searcher_no = l.searcher_no
where l.label is null and coalesce(l.month, date '0001-01-01') in (select month from piece_months)
union all
select a.release_id, cast(f.first % 4294967296 as bigint),
       case when f.tie = 0 then 'vendor_id' when f.n_entries = 1 and f.tie <> 2 then 'single' when f.tie = 1 then 'repeat'
            when f.tie = 2 then 'decided' when f.tie = 3 then 'agency_window' when f.tie = 4 then 'agency'
            else 'agency_no_networks' end,
       s.agency_id, f.searched_at, f.networks, f.devices, f.reason_id, f.n_entries, f.n_custodians, f.in_log, f.has_id, f.first
from found f
join arrivals a on a.release_no = cast(f.first // 4294967296 as uinteger)
left join searchers s on s.searcher_no = f.searcher_no
where coalesce(f.month, date '0001-01-01') in (select month from piece_months)
