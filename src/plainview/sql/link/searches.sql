-- One row is one search, linked across logs: first those with one entry, in the order of the entries, then the others. Of
-- several entries the fullest reason wins: one that was disclosed before one that was not, then the longest; the first
-- entry breaks a tie. in_log: a network or organization audit shows it, not a portal's list alone.
select e.release_id || ':' || e.row_no as search_id, case when e.vendor_id is null then 'single' else 'vendor_id' end as tier,
       e.searcher_id, e.searched_at, e.networks, e.devices, e.reason_id, 1 as n_entries, 1 as n_custodians,
       e.log <> 'portal' as in_log
from entries e
where not exists (select 1 from repeated r where r.release_id = e.release_id and r.row_no = e.row_no)
union all
select * from (
    select first_release_id || ':' || first_row_no, 'vendor_id', min(searcher_id), min(searched_at), max(networks),
           max(devices), arg_min(reason_id, (undisclosed, shortness, release_id, row_no)),
           count(*), count(distinct custodian_id), bool_or(in_log)
    from repeated
    group by first_release_id, first_row_no
    order by first_release_id, first_row_no
)
