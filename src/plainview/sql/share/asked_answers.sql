-- One row is the answer for one asked pair of agencies on one day, with how certain it is and the records it rests on.
-- certainty: `shown` (a record of that day shows it), `between` (records before and after show it, none between denies it), `last`
-- (the last record before shows it, nothing later is held), `denied` (a log, a list of that day, or one source's lists before and
-- after show that there was none), `unknown`. disagree: some source shows it and another denies it.
create or replace temp table asked_answers as
with
sources as (
    -- what each source says by itself
    select from_id, to_id, day, custodian_id, direction, kind,
           bool_or(says) filter (where moment = 'at') as at_says,
           arg_max(says, on_day) filter (where moment = 'before') as before_says, arg_min(says, on_day) filter (where moment = 'after') as after_says
    from asked_evidence
    group by from_id, to_id, day, custodian_id, direction, kind
),
alone as (
    select from_id, to_id, day,
           bool_or(coalesce(at_says, before_says and after_says, false)) as one_shows,
           bool_or(coalesce(not at_says, not before_says and not after_says, false)) as one_denies
    from sources
    group by from_id, to_id, day
),
nearest as (
    select from_id, to_id, day,
           coalesce(bool_or(says) filter (where moment = 'at'), false) as at_shown,
           coalesce(bool_or(not says) filter (where moment = 'at'), false) as at_denied,
           coalesce(bool_or(not says) filter (where moment = 'around'), false) as around_denied,
           coalesce(bool_or(says) filter (where moment = 'around'), false) as around_shown,
           max(on_day) filter (where moment = 'before' and says) as shown_before, max(on_day) filter (where moment = 'before' and not says) as denied_before,
           min(on_day) filter (where moment = 'after' and says) as shown_after, min(on_day) filter (where moment = 'after' and not says) as denied_after
    from asked_evidence
    group by from_id, to_id, day
),
answered as (
    select n.*, a.one_shows, a.one_denies,
           case
               when at_shown then 'shown'
               when at_denied then 'denied'
               when shown_before is not null and shown_after is not null
                    and coalesce(denied_before < shown_before, true) and coalesce(denied_after > shown_after, true) and not around_denied then 'between'
               when one_denies and not around_shown and coalesce(shown_before < denied_before, true) and coalesce(shown_after > denied_after, true) then 'denied'
               when shown_before is not null and shown_after is null and denied_after is null
                    and coalesce(denied_before < shown_before, true) and not around_denied then 'last'
               else 'unknown' end as certainty
    from nearest n join alone a using (from_id, to_id, day)
),
cited as (
    -- the record to show for each moment and side: a log before a list before a search, as it tells most
    select from_id, to_id, day, moment, says, on_day, doc_on, basis, custodian_id, kind, release_id, row_no, log_release_id
    from asked_evidence
    qualify row_number() over (
        partition by from_id, to_id, day, moment, says
        order by case when moment = 'before' then on_day end desc, case when moment = 'after' then on_day end,
                 log_release_id is not null, case basis when 'event' then 0 when 'listed' then 1 else 2 end, direction desc, kind, release_id
    ) = 1
)
select q.from_id, q.to_id, q.day, coalesce(a.certainty, 'unknown') as certainty,
       coalesce((a.at_shown or a.one_shows) and (a.at_denied or a.one_denies), false) as disagree,
       coalesce(s.basis, b.basis, z.basis) as basis,
       s.doc_on as at_on, s.basis as at_basis, s.release_id as at_release_id, s.row_no as at_row_no, s.log_release_id,
       b.doc_on as before_on, b.basis as before_basis, b.release_id as before_release_id, b.row_no as before_row_no,
       z.doc_on as after_on, z.basis as after_basis, z.release_id as after_release_id, z.row_no as after_row_no,
       coalesce(d.doc_on, db.doc_on, da.doc_on) as denied_on, coalesce(d.basis, db.basis, da.basis) as denied_basis,
       coalesce(d.release_id, db.release_id, da.release_id) as denied_release_id,
       case when d.release_id is not null then d.row_no when db.release_id is not null then db.row_no else da.row_no end as denied_row_no
from asked q
left join answered a on a.from_id = q.from_id and a.to_id = q.to_id and a.day = q.day
left join cited s on s.from_id = q.from_id and s.to_id = q.to_id and s.day = q.day and s.moment = 'at' and s.says
left join cited b on b.from_id = q.from_id and b.to_id = q.to_id and b.day = q.day and b.moment = 'before' and b.says
left join cited z on z.from_id = q.from_id and z.to_id = q.to_id and z.day = q.day and z.moment = 'after' and z.says
left join cited d on d.from_id = q.from_id and d.to_id = q.to_id and d.day = q.day and d.moment = 'at' and not d.says
left join cited db on db.from_id = q.from_id and db.to_id = q.to_id and db.day = q.day and db.moment = 'before' and not db.says
left join cited da on da.from_id = q.from_id and da.to_id = q.to_id and da.day = q.day and da.moment = 'after' and not da.says
