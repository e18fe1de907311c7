-- One row is one cell that differs between an entry and its twin, and how: masked (a value, then none that can be read),
-- unmasked, replaced (another value), hidden_otherwise (neither can be read, and they are hidden in different ways).
create or replace temp table diff_cells as
with
differing as (
    select m.pair_no, a.release_id as a_id, a.row_no as a_row, a.locator as a_locator, b.release_id as b_id, b.row_no as b_row, b.locator as b_locator
    from diff_matches m
    join diff_rows a on a.pair_no = m.pair_no and a.side = 'a' and a.row_no = m.a_row
    join diff_rows b on b.pair_no = m.pair_no and b.side = 'b' and b.row_no = m.b_row
    where a.printed <> b.printed
),
twins as materialized (
    select d.pair_no, d.a_row, d.b_row, d.a_locator, d.b_locator, a, b
    from differing d
    join entries a on a.release_id = d.a_id and a.row_no = d.a_row
    join entries b on b.release_id = d.b_id and b.row_no = d.b_row
),
-- A state that is null is told from the value below; a null value counts as an empty cell.
cells as (
    select pair_no, a_row, b_row, a_locator, b_locator, 'searcher' as name, null as a_state, null as b_state,
           a.searcher_raw as a_value, b.searcher_raw as b_value from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'time', null, null,
           cast(date_trunc('second', a.searched_at) as varchar), cast(date_trunc('second', b.searched_at) as varchar) from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'window', null, null,
           cast(a.window_from as varchar) || ' to ' || coalesce(cast(a.window_to as varchar), ''),
           cast(b.window_from as varchar) || ' to ' || coalesce(cast(b.window_to as varchar), '') from twins
           where a.window_from is distinct from b.window_from or a.window_to is distinct from b.window_to
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'networks', null, null, cast(a.networks as varchar), cast(b.networks as varchar)
    from twins where a.networks is distinct from b.networks
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'devices', null, null, cast(a.devices as varchar), cast(b.devices as varchar)
    from twins where a.devices is distinct from b.devices
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'search_type', null, null, a.search_type, b.search_type from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'reason', a.reason_state, b.reason_state, a.reason_raw, b.reason_raw from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'offense', null, null, a.offense_raw, b.offense_raw from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'case', a.case_state, b.case_state, a.case_raw, b.case_raw from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'account', a.account_state, b.account_state, a.account_token, b.account_token from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'plate', a.plate_state, b.plate_state, a.plate_token, b.plate_token from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'filters', null, null, a.filters_raw, b.filters_raw from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'prompt', null, null, a.prompt_raw, b.prompt_raw from twins
    union all
    select pair_no, a_row, b_row, a_locator, b_locator, 'moderation', null, null, a.moderation, b.moderation from twins
),
stated as (
    select * replace (
        coalesce(a_state, case when coalesce(trim(a_value), '') = '' then 'empty' when regexp_full_match(a_value, '[\s*#█■▇▒░]+') then 'masked'
                               when contains(lower(a_value), 'redact') then 'redacted' else 'value' end) as a_state,
        coalesce(b_state, case when coalesce(trim(b_value), '') = '' then 'empty' when regexp_full_match(b_value, '[\s*#█■▇▒░]+') then 'masked'
                               when contains(lower(b_value), 'redact') then 'redacted' else 'value' end) as b_state)
    from cells
    where a_state is distinct from b_state or coalesce(a_value, '') <> coalesce(b_value, '')
),
told as (
    select *, a_state in ('value', 'partial') as a_reads, b_state in ('value', 'partial') as b_reads from stated
)
select *,
       case when a_reads and not b_reads or a_state = 'value' and b_state = 'partial' then 'masked'
            when b_reads and not a_reads or a_state = 'partial' and b_state = 'value' then 'unmasked'
            when a_reads then 'replaced' else 'hidden_otherwise' end as change
from told
where a_state <> b_state or a_reads
