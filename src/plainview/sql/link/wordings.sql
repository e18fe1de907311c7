-- One row is one distinct reason, with how full it is as a number: lower where it was disclosed, then where it is longer.
create or replace temp table wordings as
select reason_id,
       cast(case when reason_state = 'value' then 0 else 32768 end + 32767 - least(coalesce(length(reason_raw), 0), 32767) as ubigint) as fullness
from reasons
