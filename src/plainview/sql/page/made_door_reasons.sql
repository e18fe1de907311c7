-- one row is one distinct reason: it names a federal body and is made for another agency (both), names one alone (names), is made for an
-- agency that is not named as federal (assists), gives another purpose (other), or tells nothing that can be read (silent)
create or replace temp table page_door_reasons as
select r.reason_id,
  case when contains(r.marks, 'federal_agency') and contains(r.marks, 'for_other_agency') then 'both'
    when contains(r.marks, 'federal_agency') then 'names'
    when contains(r.marks, 'for_other_agency') then 'assists'
    when r.reason_id in (select reason_id from purposes) then 'other'
    else 'silent' end as said
from reasons r
