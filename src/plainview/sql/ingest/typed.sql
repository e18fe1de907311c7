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
            '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S', '%m/%d/%Y %I:%M:%S %p UTC', '%m/%d/%Y, %I:%M:%S %p', '%m/%d/%Y %H:%M'
        ])
    ) as searched_at,
    e.searched_at_raw,
    coalesce(
        try_strptime(window_raw[:27], '%m/%d/%Y, %I:%M:%S %p UTC'),
        try_strptime(trim(replace(coalesce(window_from_raw, split_part(replace(window_raw, chr(10), ' '), 'UTC', 1)), 'UTC', '')), [
            '%m/%d/%Y, %I:%M:%S %p', '%Y-%m-%d %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ'
        ])
    ) as window_from,
    coalesce(
        try_strptime(window_raw[29:], '%m/%d/%Y, %I:%M:%S %p UTC'),
        try_strptime(
            ltrim(trim(replace(coalesce(window_to_raw, split_part(replace(window_raw, chr(10), ' '), 'UTC', 2)), 'UTC', '')), 'to '), [
            '%m/%d/%Y, %I:%M:%S %p', '%Y-%m-%d %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ'
        ])
    ) as window_to,
    coalesce(try_cast(networks_raw as integer), try_cast(replace(replace(networks_raw, ',', ''), '+', '') as integer)) as networks,
    coalesce(try_cast(devices_raw as integer), try_cast(replace(replace(devices_raw, ',', ''), '+', '') as integer)) as devices,
    nullif(e.vendor_id, '') as vendor_id, e.search_type,
    e.reason_raw, coalesce(e.reason_state, 'not_exported') as reason_state, e.offense_raw,
    e.case_raw, coalesce(e.case_state, 'not_exported') as case_state,
    case when e.case_raw is null then null when trim(e.case_raw) = '' then ''
         when regexp_matches(e.case_raw, '[0-9]') then '9' else 'A' end as case_shape,
    e.account_token, coalesce(e.account_state, 'not_exported') as account_state,
    e.plate_token, coalesce(e.plate_state, 'not_exported') as plate_state,
    e.filters_raw, e.prompt_raw, e.moderation, r.made_by
from raw_entries e
join parts p using (bytes_id, part)
join received r on r.release_id = p.release_id
