-- title: A search was asked for outside the system
-- severity: high
-- confidence: medium
-- scope: agency
-- cut: every message of the kind.
-- sentence: {paraphrase} (message of {sent_on}). {answers} For whom was a search made, under which agreement, and does the log say so?
-- innocent: Agencies ask each other for help on named cases every day; a search made for another agency can be lawful, and can be logged as such.
-- base_rate: Messages of this kind held: {all_messages}; with a logged search that agrees in agency, case number and time: {all_answered}.
-- expects: Not known: nothing was measured. Every such message is told.
-- counts: One finding a message that asks or answers. Certain: the message itself, and searches of the asked agency that agree in case number and time (within 12 hours). Possible: also searches that agree in the case number alone, or in time where no other case number is stated.
-- score is log10 of one and the searches that agree in case number and time.
-- One row is the message, or one search that may answer it: the surest first.
with
asked as (
    select m.release_id, m.row_no, m.locator, m.sent_at, m.paraphrase, m.asked_id, m.asker_id, m.custodian_id,
           coalesce(m.asked_id, m.custodian_id) as agency_id,
           upper(replace(replace(replace(replace(replace(coalesce(m.case_raw, ''), '-', ''), ' ', ''), '/', ''), '#', ''), '.', '')) as case_key
    from messages m
),
near as (
    select a.release_id as message_id, e.release_id, e.row_no, e.locator, e.searched_at, e.searcher_id, k.search_id,
           abs(epoch(e.searched_at) - epoch(a.sent_at)) as seconds,
           case when a.sent_at is not null and abs(epoch(e.searched_at) - epoch(a.sent_at)) <= 43200 then 1 else 0 end as in_time,
           case when e.case_state in ('value', 'partial')
                then upper(replace(replace(replace(replace(replace(e.case_raw, '-', ''), ' ', ''), '/', ''), '#', ''), '.', '')) else '' end as entry_case,
           upper(replace(replace(replace(replace(replace(coalesce(e.reason_raw, ''), '-', ''), ' ', ''), '/', ''), '#', ''), '.', '')) as reason_key,
           a.case_key
    from asked a
    join entries e on e.searcher_id = a.asked_id
    left join links k on k.release_id = e.release_id and k.row_no = e.row_no
    where e.log <> 'portal'
),
weighed as (
    select *, case when length(case_key) >= 4 and (entry_case = case_key or (length(case_key) >= 6 and contains(reason_key, case_key)))
                   then 1 else 0 end as same_case
    from near
),
fitting as (
    select *, row_number() over (
               partition by message_id, coalesce(search_id, release_id || ':' || row_no)
               order by same_case + in_time desc, release_id, row_no
           ) as copy
    from weighed
    where same_case = 1 or (in_time = 1 and (case_key = '' or entry_case = ''))
),
answers as (
    select *, row_number() over (partition by message_id order by same_case + in_time desc, same_case desc, seconds, release_id, row_no) as place
    from fitting where copy = 1
),
counted as (
    select message_id, cast(sum(same_case * in_time) as bigint) as n_sure, count(*) as n_all from answers group by message_id
),
covered as (
    select message_id, cast(max(in_time) as bigint) as is_covered from near group by message_id
),
base as (
    select count(*) as all_messages, cast(coalesce(sum(case when c.n_sure > 0 then 1 else 0 end), 0) as bigint) as all_answered
    from asked a left join counted c on c.message_id = a.release_id
),
lines as (
    select a.release_id as message_id, 0 as place, a.release_id, a.row_no, a.locator, 'message: ' || a.paraphrase as what from asked a
    union all
    select n.message_id, n.place, n.release_id, n.row_no, n.locator,
           'search of ' || strftime(n.searched_at, '%Y-%m-%d %H:%M') || ' by ' || coalesce(nullif(s.canonical, ''), n.searcher_id)
               || case when n.same_case = 1 and n.in_time = 1 then ': case number and time agree'
                       when n.same_case = 1 then ': the case number agrees'
                       else ': within 12 hours' end
    from answers n left join agencies s on s.agency_id = n.searcher_id
    where n.place <= 49
)
select a.agency_id, 'record' as unit, a.release_id as part, 1 + coalesce(c.n_sure, 0) as n_certain, 1 + coalesce(c.n_all, 0) as n_possible,
       0 as n_unreadable, 1 + coalesce(c.n_all, 0) as n_total, log10(1 + coalesce(c.n_sure, 0)) as score, cast(null as double) as p_innocent,
       a.paraphrase,
       coalesce(strftime(a.sent_at, '%Y-%m-%d'), 'an unknown day') as sent_on,
       case when coalesce(c.n_sure, 0) = 1 then 'One search of the asked agency agrees in case number and time.'
            when c.n_sure > 1 then c.n_sure || ' searches of the asked agency agree in case number and time.'
            when c.n_all = 1 then 'One search of the asked agency may answer it.'
            when c.n_all > 1 then c.n_all || ' searches of the asked agency may answer it.'
            when a.asked_id is null then 'Which agency was asked cannot be told from the addresses.'
            when v.is_covered = 1 then 'No search of the asked agency in the logs held fits it.'
            else 'No log held shows searches of the asked agency at that time.' end as answers,
       b.all_messages, b.all_answered, l.release_id, l.row_no, l.locator, l.what
from asked a
join lines l on l.message_id = a.release_id
left join counted c on c.message_id = a.release_id
left join covered v on v.message_id = a.release_id
cross join base b
order by a.agency_id, a.release_id, l.place
