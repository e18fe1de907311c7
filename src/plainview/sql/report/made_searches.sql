-- One row is one search of the period: made by the agency, or in its own log. A search in several logs is one row, named by the
-- entry in the agency's own log where there is one. Case number and account are looked at in the agency's own log alone.
-- reason_given, case_given, account_given: given, empty, or not_shown (masked, withheld or not exported); null outside its log.
-- outcome: 'read' where a purpose was read, else why none was.
create or replace temp table report_searches as
with
ranked as (
    select *, (not is_own_log, log = 'organization', release_id, row_no) as rank,
           case when trim(coalesce(offense_raw, '')) <> '' then 'given'
                when reason_state in ('masked', 'redacted', 'withheld', 'not_exported') then 'not_shown'
                when reason_state in ('empty', 'placeholder') or contains(r.marks, 'blank') or contains(r.marks, 'placeholder') then 'empty'
                else 'given' end as reason_is,
           case when case_state in ('value', 'partial') then 'given' when case_state in ('empty', 'placeholder') then 'empty'
                else 'not_shown' end as case_is,
           case when account_state in ('value', 'partial') then 'given' when account_state in ('empty', 'placeholder') then 'empty'
                else 'not_shown' end as account_is
    from report_entries e left join (select reason_id, marks from reasons) r using (reason_id)
),
joined as (
    select search_release_id, search_row_no,
           arg_min(release_id, rank) as release_id, arg_min(row_no, rank) as row_no, arg_min(locator, rank) as locator,
           arg_min(searched_at, rank) as searched_at, arg_min(searcher_id, rank) filter (where searcher_id <> '') as searcher_id,
           bool_or(coalesce(searcher_id = agency_id, false)) as is_made,
           bool_or(is_own_log and log = 'network') as in_network, bool_or(is_own_log) as in_own_log,
           max(networks) as networks, max(date_diff('second', window_from, window_to)) / 86400.0 as window_days,
           min(reason_id) as entry_reason_id,
           -- 'given' before 'empty' before 'not_shown': one log that shows the field settles it
           case min(case reason_is when 'given' then 1 when 'empty' then 2 else 3 end) filter (where is_own_log)
                when 1 then 'given' when 2 then 'empty' when 3 then 'not_shown' end as reason_given,
           case min(case case_is when 'given' then 1 when 'empty' then 2 else 3 end) filter (where is_own_log)
                when 1 then 'given' when 2 then 'empty' when 3 then 'not_shown' end as case_given,
           case min(case account_is when 'given' then 1 when 'empty' then 2 else 3 end) filter (where is_own_log)
                when 1 then 'given' when 2 then 'empty' when 3 then 'not_shown' end as account_given
    from ranked
    group by search_release_id, search_row_no
),
stated as (
    select reason_id, string_agg(purpose || ' ' || certainty, ', ' order by purpose) as purposes from purposes group by reason_id
)
select j.release_id, j.row_no, j.locator, j.searched_at, coalesce(j.searcher_id, '') as searcher_id,
       coalesce(nullif(g.canonical, ''), j.searcher_id, 'not named in the record') as searcher_name,
       coalesce(g.state, '') as searcher_state, coalesce(nullif(g.level, ''), 'unknown') as searcher_level,
       coalesce(nullif(g.kind, ''), 'unknown') as searcher_kind, j.is_made, j.in_network, j.in_own_log,
       case when j.is_made then 'made' when j.in_network then 'others' else 'else' end as part,
       r.reason_id, r.reason_raw, r.reason_state, r.offense_raw, coalesce(o.outcome, 'not_exported') as outcome,
       coalesce(t.purposes, '') as purposes, coalesce(array_to_string(r.marks, ', '), '') as marks, coalesce(r.federal_name, '') as federal_name,
       j.networks, j.window_days, j.reason_given, j.case_given, j.account_given
from joined j
left join searches s on s.search_release_id = j.search_release_id and s.search_row_no = j.search_row_no
left join reasons r on r.reason_id = coalesce(s.reason_id, j.entry_reason_id)
left join page_outcomes o on o.reason_id = r.reason_id
left join stated t on t.reason_id = r.reason_id
left join agencies g on g.agency_id = j.searcher_id
