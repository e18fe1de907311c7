-- One row is one search, linked across logs: first those with one entry, in the order of the entries, then the others. Of
-- several entries the fullest reason wins: one that was disclosed before one that was not, then the longest; the first
-- entry breaks a tie.
select first_release_id || ':' || first_row_no as search_id, case when has_id then 'vendor_id' else 'single' end as tier,
       searcher_id, searched_at, networks, devices, reason_id, n_entries, 1 as n_custodians
from linked
where n_entries = 1
union all
select * from (
    select first_release_id || ':' || first_row_no, 'vendor_id', min(searcher_id), min(searched_at), max(networks),
           max(devices), arg_min(reason_id, (undisclosed, shortness, release_id, row_no)),
           count(*), count(distinct custodian_id)
    from linked
    where n_entries > 1
    group by first_release_id, first_row_no
    order by first_release_id, first_row_no
)
