-- One row is one log's record of one search, with typed cells, before agencies' and reasons' ids are final.
-- Times are UTC unless the layout says otherwise; a time that cannot be read is null and becomes an issue. The commonest form
-- of a cell is tried first, as it stands; only what is left is tidied and tried again.
create or replace temp view typed as
select
    p.release_id, p.row_offset + e.row_in_part as row_no, e.locator, r.custodian_id, r.log,
    coalesce(nullif(trim(e.searcher_raw), ''), r.custodian_raw) as searcher_raw,
    coalesce(
        try_strptime(searched_at_raw, ['%m/%d/%Y, %I:%M:%S %p UTC', '%Y-%m-%dT%H:%M:%S.%fZ']),
        try_strptime(replace(trim(searched_at_raw), '+00:00', 'Z'), [
            '%m/%d/%Y, %I:%M:%S %p UTC', '%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%d %H:%M:%S',
            '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S', '%m/%d/%Y %I:%M:%S %p UTC', '%m/%d/%Y, %I:%M:%S %p', '%m/%d/%Y %H:%M',
            '%Y-%m-%d %I:%M:%S %p UTC', '%Y-%m-%d %H:%M:%S UTC', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p'
        ]),
        -- a spreadsheet's own time: days since the end of 1899, the part of the day as a fraction
        case when regexp_matches(searched_at_raw, '^[34][0-9]{4}[.][0-9]+$')
             then make_timestamp(cast(round((cast(searched_at_raw as double) - 25569) * 86400) as bigint) * 1000000) end
    ) as searched_at,
    e.searched_at_raw,
    coalesce(
        try_strptime(substr(window_raw, 1, 27), '%m/%d/%Y, %I:%M:%S %p UTC'),
        try_strptime(trim(replace(replace(coalesce(window_from_raw, case
            when contains(window_raw, 'UTC') then split_part(replace(window_raw, chr(10), ' '), 'UTC', 1)
            when contains(window_raw, ' to ') then split_part(window_raw, ' to ', 1)
            else split_part(window_raw, chr(10), 1) end), 'UTC', ''), '+00:00', 'Z')), [
            '%m/%d/%Y, %I:%M:%S %p', '%Y-%m-%d %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ',
            '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M'
        ])
    ) as window_from,
    coalesce(
        -- the quick way only where the first time fills its 27 signs and the line ends there
        case when substr(window_raw, 28, 1) = chr(10) then try_strptime(substr(window_raw, 29), '%m/%d/%Y, %I:%M:%S %p UTC') end,
        try_strptime(ltrim(trim(replace(replace(coalesce(window_to_raw, case
            when contains(window_raw, 'UTC') then split_part(replace(window_raw, chr(10), ' '), 'UTC', 2)
            when contains(window_raw, ' to ') then split_part(window_raw, ' to ', 2)
            else split_part(window_raw, chr(10), 2) end), 'UTC', ''), '+00:00', 'Z')), 'to '), [
            '%m/%d/%Y, %I:%M:%S %p', '%Y-%m-%d %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ',
            '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M'
        ])
    ) as window_to,
    window_raw,
    coalesce(try_cast(networks_raw as integer), try_cast(replace(replace(networks_raw, ',', ''), '+', '') as integer)) as networks,
    coalesce(try_cast(devices_raw as integer), try_cast(replace(replace(devices_raw, ',', ''), '+', '') as integer)) as devices,
    nullif(e.vendor_id, '') as vendor_id, e.search_type,
    e.reason_raw, case when r.reason_withheld and coalesce(e.reason_state, 'empty') in ('empty', 'not_exported') then 'withheld'
         else coalesce(e.reason_state, 'not_exported') end as reason_state, e.offense_raw,
    e.case_raw, case when r.case_withheld and coalesce(e.case_state, 'empty') in ('empty', 'not_exported') then 'withheld'
         else coalesce(e.case_state, 'not_exported') end as case_state,
    case when e.case_raw is null then null when trim(e.case_raw) = '' then ''
         when regexp_matches(e.case_raw, '[0-9]') then '9' else 'A' end as case_shape,
    e.account_token, case when r.account_withheld and coalesce(e.account_state, 'empty') in ('empty', 'not_exported') then 'withheld'
         else coalesce(e.account_state, 'not_exported') end as account_state,
    e.plate_token, case when r.plate_withheld and coalesce(e.plate_state, 'empty') in ('empty', 'not_exported') then 'withheld'
         else coalesce(e.plate_state, 'not_exported') end as plate_state,
    e.filters_raw, e.prompt_raw, e.moderation, r.made_by
from raw_entries e
join parts p using (bytes_id, part)
join received r on r.release_id = p.release_id
