-- Rows of units that may stand in several rows (a search in several logs, a partner on several lists), by their codes.
-- A code holds what a row is by each rule, five bits a rule (law/judging.py). late: the day and, in the lower 64 bits, the row.
create or replace temp table law_rows as
select agency_id, state, unit, unit_key, code_0, code_1, code_2, code_3,
       bool_or(coalesce(is_newest, false)) as is_newest, bool_or(is_newest is not null) as is_dated,
       min(judged_on) as first_on, max(judged_on) as last_on, max(late) as late
from judged
where not is_once and (code_0 | code_1 | code_2 | code_3) <> 0
group by all
