-- One row is one entry with the label of its search (equal labels are one search): its own id, or what unnamed.sql found for it.
create or replace temp view labelled as
select release_no, row_no, month, custodian_no, searcher_no, second, window_no, print, searched_at, networks, devices, reason_id,
       in_log, rank, true as has_id, id as label, true as is_named, 'vendor_id' as tier
from keyed
where id is not null
union all
from unnamed
