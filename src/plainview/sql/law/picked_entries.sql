-- One row is one entry that was picked as evidence: of so few, every fact is put together.
create or replace temp table law_picked_entries as
select e.*
from entries e
join known_file d on d.release_id = e.release_id
semi join law_picked k on k.row_key = d.release_no * 1099511627776 + e.row_no
