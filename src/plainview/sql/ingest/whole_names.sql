-- One row is one name with a comma that the case prints whole: alone in a cell of a table, on a page as its owner, or in
-- agency_names.csv.
create or replace temp table whole_names as
select distinct lower(regexp_replace(regexp_replace(trim(name_raw), '\s*,\s*', ', ', 'g'), '\s+', ' ', 'g')) as name
from (
    select searcher_raw as name_raw from raw_entries where contains(searcher_raw, ',')
    union all select from_raw from raw_share_rows where piece is null and contains(from_raw, ',')
    union all select to_raw from raw_share_rows where piece is null and contains(to_raw, ',')
    union all select custodian_raw from received where contains(custodian_raw, ',')
    union all select name_raw from names_decided where contains(name_raw, ',')
)
where contains(name_raw, ',')
