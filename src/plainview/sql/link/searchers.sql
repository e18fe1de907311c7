-- One row is one agency that can be told from others, numbered: what linking compares instead of spellings.
create or replace temp table searchers as
select agency_id, cast(row_number() over (order by agency_id) as uinteger) as searcher_no
from agencies
where agency_id <> '' and kind <> 'vendor_test' and not starts_with(agency_id, 'unknown-')
