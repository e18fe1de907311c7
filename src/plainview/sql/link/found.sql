-- One row is one label, as a search: its first entry, how many there are, and the weakest tie that holds them together. Of
-- several reasons the fullest wins. in_log: a network or organization audit shows it, not a portal's list alone.
create or replace temp table found as
with
whose as (
    select label, count(*) as n_custodians
    from (select distinct label, custodian_no from labelled where label is not null)
    group by label
    having count(*) > 1
),
told as (
    select label, count(*) as n_entries, min(cast(release_no as ubigint) * 4294967296 + row_no) as first, min(month) as month,
           min(searcher_no) as searcher_no, min(searched_at) as searched_at, max(networks) as networks, max(devices) as devices,
           arg_min(reason_id, rank) as reason_id, bool_or(in_log) as in_log, bool_or(has_id) as has_id,
           max(case tier when 'vendor_id' then 0 when 'repeat' then 1 when 'decided' then 2 when 'agency_window' then 3 when 'agency' then 4 else 5 end) as tie
    from labelled
    where label is not null
    group by label
)
select t.*, coalesce(w.n_custodians, 1) as n_custodians
from told t left join whose w using (label)
