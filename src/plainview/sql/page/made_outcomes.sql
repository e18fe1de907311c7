-- one row is one distinct reason: 'read', or why no purpose could be read (a cell state or a mark)
create or replace temp table page_outcomes as
select r.reason_id,
  case when r.reason_id in (select reason_id from purposes) then 'read'
    when r.reason_state not in ('value', 'partial', 'empty') then r.reason_state
    when r.reason_state = 'empty' or contains(r.marks, 'blank') then 'blank'
    when contains(r.marks, 'placeholder') then 'placeholder'
    when contains(r.marks, 'case_only') then 'case_only'
    when contains(r.marks, 'vague') then 'vague'
    when contains(r.marks, 'system_text') then 'system_text'
    else 'unrecognised' end as outcome
from reasons r
