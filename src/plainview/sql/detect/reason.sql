-- One row is one distinct reason as the detectors look at it. text_id: the same for all reasons with the same typed text.
-- is_own_words: long, or with a number, so that two people hardly type it alike. has_number: five digits or more, as of a case.
-- small_need: every purpose that is read, and at least one for certain, is traffic or civil business.
with
purpose as (
    select reason_id, max(case when purpose in ('traffic', 'civil_admin') then 0 else 1 end) as has_other,
           max(case when purpose in ('traffic', 'civil_admin') and certainty = 'certain' then 1 else 0 end) as is_small
    from purposes group by reason_id
)
select r.reason_id, hash(lower(trim(coalesce(r.reason_raw, '')))) as text_id,
       r.reason_state in ('value', 'partial') and not contains(r.marks, 'system_text')
           and (length(trim(r.reason_raw)) >= 24 or length(r.reason_raw) - length(translate(r.reason_raw, '0123456789', '')) >= 5) as is_own_words,
       r.reason_state in ('value', 'partial')
           and length(r.reason_raw) - length(translate(r.reason_raw, '0123456789', '')) >= 5 as has_number,
       contains(r.marks, 'system_text') as is_system,
       contains(r.marks, 'for_other_agency') as for_other,
       contains(r.marks, 'federal_agency') as names_federal,
       p.reason_id is not null as has_purpose,
       coalesce(p.is_small = 1 and p.has_other = 0, false) as small_need
from reasons r left join purpose p on p.reason_id = r.reason_id
