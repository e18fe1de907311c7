-- One row is one entry of one of two compared productions of a log, with the keys by which its twin is looked for, the surest
-- first: the vendor's id; all that is printed; searcher, second, networks and window; the same without the searcher;
-- searcher and second; the second. An entry with an id is looked for by other keys only where the other side has no ids.
-- is_inside: on a day of the period both cover. tie orders entries of one key.
create or replace temp table diff_rows as
with
logs as (
    select * from compared where kind = 'log'
),
sided as (
    select pair_no, 'a' as side, a_id as release_id, b_id as other_id from logs
    union all
    select pair_no, 'b', b_id, a_id from logs
),
about as (
    select e.release_id, count(e.vendor_id) > 0 as has_ids, cast(min(e.searched_at) as date) as first_on, cast(max(e.searched_at) as date) as last_on
    from entries e where e.release_id in (select release_id from sided) group by e.release_id
),
numbered as (
    select s.pair_no, s.side, e.release_id, e.row_no, e.locator, e.vendor_id is not null as has_id,
           date_trunc('second', e.searched_at) as second,
           e.vendor_id is null or not coalesce(o.has_ids, false) as by_all_keys,
           coalesce(cast(e.searched_at as date) between o.first_on and o.last_on, true) as is_inside,
           hash(e.reason_raw, e.offense_raw) as tie, hash(e.vendor_id) as id_number, e.searcher_id, e.networks, e.window_from, e.window_to,
           hash(date_trunc('second', e.searched_at), e.searcher_raw, e.networks, e.devices, e.window_from, e.window_to, coalesce(e.search_type, ''),
                e.reason_raw, e.reason_state, coalesce(e.offense_raw, ''), e.case_raw, e.case_state, e.account_token, e.account_state,
                e.plate_token, e.plate_state, coalesce(e.filters_raw, ''), coalesce(e.prompt_raw, ''), coalesce(e.moderation, '')) as printed
    from sided s
    join entries e on e.release_id = s.release_id
    left join about o on o.release_id = s.other_id
)
select pair_no, side, release_id, row_no, locator, second, is_inside, tie, printed,
       [case when has_id then id_number end,
        case when by_all_keys then printed end,
        case when by_all_keys and second is not null then hash(second, searcher_id, networks, window_from, window_to) end,
        case when by_all_keys and second is not null then hash(second, networks, window_from, window_to) end,
        case when by_all_keys and second is not null then hash(second, searcher_id) end,
        case when by_all_keys and second is not null then hash(second) end] as keys
from numbered
