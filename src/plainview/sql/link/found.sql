-- One row is one label, as a search: its first entry, how many there are, and the weakest tie that holds them together. Of
-- several reasons the fullest wins. in_log: a network or organization audit shows it, not a portal's list alone.
-- Where nearly every label stands once, only the others are counted up: the rest are searches as they stand.
set variable is_lone = (select coalesce(approx_count_distinct(label) > 0.8 * count(label), false) from labelled);
create or replace temp table repeated as
select label from labelled where getvariable('is_lone') and label is not null group by label having count(*) > 1;
create or replace temp table found as
with
told as (
    select label, count(*) as n_entries, min(cast(release_no as ubigint) * 4294967296 + row_no) as first,
           min(searcher_no) as searcher_no, min(searched_at) as searched_at, max(networks) as networks, max(devices) as devices,
           arg_min(reason_id, rank) as reason_id,
           -- as many marks as entries: each is of another custodian; fewer: some may be of one
           greatest(bit_count(bit_or(cast(1 as ubigint) << (custodian_no % 64))),
                    bit_count(bit_or(cast(1 as ubigint) << (custodian_no % 63)))) as n_marks,
           -- marks of the weakest tie (of higher bits, the weaker), of a log, and of an id
           bit_or((case tier when 'vendor_id' then 4 when 'repeat' then 8 when 'decided' then 16 when 'agency_window' then 32
                             when 'agency' then 64 else 128 end)
                  + case when in_log then 1 else 0 end + case when has_id then 2 else 0 end) as marks
    from labelled
    where label is not null and (not getvariable('is_lone') or label in (from repeated))
    group by label
),
whose as (
    select label, count(*) as n_custodians
    from (select distinct label, custodian_no from labelled semi join (select label from told where n_marks < n_entries) using (label))
    group by label
)
select t.* exclude (n_marks, marks), marks & 1 = 1 as in_log, marks & 2 = 2 as has_id,
       case when marks >= 128 then 5 when marks >= 64 then 4 when marks >= 32 then 3 when marks >= 16 then 2 when marks >= 8 then 1
            else 0 end as tie,
       cast(date_trunc('month', t.searched_at) as date) as month, coalesce(w.n_custodians, t.n_entries) as n_custodians
from told t left join whose w using (label)
union all by name
select label, cast(1 as bigint) as n_entries, cast(release_no as ubigint) * 4294967296 + row_no as first, searcher_no, searched_at, networks, devices,
       reason_id, in_log, has_id,
       case tier when 'vendor_id' then 0 when 'repeat' then 1 when 'decided' then 2 when 'agency_window' then 3 when 'agency' then 4 else 5 end as tie,
       cast(date_trunc('month', searched_at) as date) as month, cast(1 as bigint) as n_custodians
from labelled anti join repeated using (label)
where label is not null and getvariable('is_lone')
