-- One row is one column of one file that is odd as a whole: windows that run backwards or past the search, and columns in which
-- every row says the same or cites a law. Counts with how common the same is elsewhere, not alarms.
create or replace temp table odd_columns as
with
counted as (
    select release_id, count(*) as n,
           count(window_to) as n_windows,
           count_if(window_to < window_from) as n_reversed,
           count_if(window_from > searched_at) as n_later,
           count_if(window_to > searched_at) as n_past,
           min(reason_raw) as reason_first, max(reason_raw) as reason_last, count_if(reason_state = 'withheld') as n_reason_withheld,
           min(case_raw) as case_first, max(case_raw) as case_last, count_if(case_state = 'withheld') as n_case_withheld,
           min(reason_state) as reason_state, max(reason_state) as reason_state_last,
           min(case_state) as case_state, max(case_state) as case_state_last
    from entries group by release_id
),
windows as (
    select release_id, 0 as row_no, '' as locator, 'windows_odd' as kind, 'window_from' as column_name,
           n_past || ' of ' || n_windows || ' end after the search, ' || n_later || ' begin after it, ' || n_reversed || ' run backwards' as value,
           'the period of camera data asked for lies partly after the search or runs backwards; kept as printed. In public releases 47 % end'
               || ' after the search, 0.03 % begin after it and 0.001 % run backwards, so only a share far above these says anything' as why
    from counted where n_past + n_later + n_reversed > 0
),
columns as (
    select release_id, n, 'reason' as column_name, reason_first as first, reason_last as last, n_reason_withheld as n_withheld,
           case when reason_state = reason_state_last then reason_state else '' end as state
    from counted
    union all
    select release_id, n, 'case', case_first, case_last, n_case_withheld, case when case_state = case_state_last then case_state else '' end
    from counted
),
overwritten as (
    select c.release_id, 0 as row_no, '' as locator, 'column_overwritten' as kind, c.column_name,
           'every one of ' || c.n || ' rows' || case when c.state in ('value', 'partial') then ', one text' else ', ' || c.state end as value,
           case when c.n_withheld = c.n then 'an exemption is cited in every row, so what was typed is withheld for the whole file'
                when c.state in ('value', 'partial') then
                    'the same text stands in every row; in logs of this size that were not edited hardly any text is alone, so it may have been'
                    || ' written over what was typed. Other logs of the same searches may show the words as typed'
                else 'every row is masked, redacted or a placeholder: nothing of this column was disclosed' end as why
    from columns c
    where c.n > 200 and (c.n_withheld = c.n or (c.first = c.last and trim(c.first) <> '')
                         or c.state in ('masked', 'redacted', 'placeholder', 'withheld'))
),
said as (
    select release_id, 0 as row_no, '' as locator, 'column_withheld' as kind, c.column_name,
           regexp_extract(withheld_raw, '(?:^|; )' || c.column_name || ': ([^;]*)', 1) as value,
           'a person confirmed that a letter says this column was withheld. Its cells have no state of their own in this version, so a blank'
               || ' one says nothing about what was typed' as why
    from received, (values ('offense'), ('filters')) c(column_name)
    where regexp_matches(coalesce(withheld_raw, ''), '(?:^|; )' || c.column_name || ': ') and release_id in (select release_id from counted)
)
select * from windows union all select * from overwritten union all select * from said
