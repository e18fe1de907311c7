-- One row is one label, as a search: its first entry, how many there are, and the weakest tie that holds them together. Of
-- several reasons the fullest wins. in_log: a network or organization audit shows it, not a portal's list alone.
create or replace temp table found as
with
told as (
    select label, count(*) as n_entries, min(cast(release_no as ubigint) * 4294967296 + row_no) as first,
           min(searcher_no) as searcher_no, min(searched_at) as searched_at, max(networks) as networks, max(devices) as devices,
           arg_min(reason_id, rank) as reason_id, bool_or(in_log) as in_log, bool_or(has_id) as has_id,
           -- as many marks as entries: each is of another custodian; fewer: some may be of one
           bit_count(bit_or(cast(1 as ubigint) << (custodian_no % 64))) as n_marks,
           max(case tier when 'vendor_id' then 0 when 'repeat' then 1 when 'decided' then 2 when 'agency_window' then 3
                         when 'agency' then 4 else 5 end) as tie
    from labelled
    where label is not null
    group by label
),
whose as (
    select label, count(*) as n_custodians
    from (select distinct label, custodian_no from labelled semi join (select label from told where n_marks < n_entries) using (label))
    group by label
)
select t.* exclude (n_marks), cast(date_trunc('month', t.searched_at) as date) as month, coalesce(w.n_custodians, t.n_entries) as n_custodians
from told t left join whose w using (label)
