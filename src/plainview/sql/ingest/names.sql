-- One row is one spelling of an agency's name found anywhere in the case.
select distinct trim(name_raw) as name_raw
from (
    select custodian_raw as name_raw from received
    union all select searcher_raw from raw_entries
    union all select from_raw from listed_rows
    union all select to_raw from listed_rows
    union all select json_extract_string(details_json, '$."Network Name"') from raw_events where entity_type ilike '%share%'
    union all select json_extract_string(details_json, '$."Receiving Organization"') from raw_events where entity_type ilike '%share%'
)
where trim(coalesce(name_raw, '')) <> ''
order by 1
