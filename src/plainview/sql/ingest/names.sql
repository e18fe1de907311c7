-- One row is one spelling of an agency's name found anywhere in the case.
select distinct trim(name_raw) as name_raw
from (
    select custodian_raw as name_raw from received
    union all select searcher_raw from raw_entries
    union all select from_raw from raw_share_rows
    union all select to_raw from raw_share_rows
)
where trim(coalesce(name_raw, '')) <> ''
order by 1
