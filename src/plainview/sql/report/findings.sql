-- One row is one finding about the agency that may leave the case, under its verdict; and again under what was decided about it and
-- under where its question stands. Findings are of all the case's records, not of the period alone. Reads the lent table report_states.
with
answered as (
    select finding_id, max(put_on) as put_on, max(answered_on) as answered_on, arg_max(answer, answered_on) as answer,
           max(corrected_on) as corrected_on, arg_max(correction, corrected_on) as correction
    from replies
    where state = 'standing'
    group by finding_id
),
shown as (
    select case when f.source = 'detector' then 'detectors' else 'rules' end as part, coalesce(f.verdict, 'unclear') as item, f.finding_id as id,
           f.made_by, f.title, f.sentence, f.n_certain, f.n_possible, f.n_unreadable, f.n_total, coalesce(s.state, 'open') as decision,
           r.put_on, r.answered_on, r.answer, r.corrected_on, r.correction
    from page_findings f join report_asked a on a.agency_id = f.agency_id
    left join report_states s on s.finding_id = f.finding_id
    left join answered r on r.finding_id = f.finding_id
),
placed as (
    select *, 'n' as measure from shown
    union all
    select *, decision from shown where decision <> 'open'
    union all
    select *, 'put' from shown where put_on is not null
    union all
    select *, 'answered' from shown where answered_on is not null
),
headed as (
    select part, item
    from (select unnest(['rules', 'detectors']) as part)
    cross join (select unnest(['conflict', 'question', 'unclear']) as item)
    where part = 'rules' or item = 'question'
)
select part, item, '' as label, measure, true as is_row, * exclude (part, item, measure) from placed
union all by name
select part, item, '' as label, 'n' as measure, false as is_row from headed
order by part, item, measure, is_row, made_by, id
