-- One row is one entry of a group in which several searches stand. said: the reason, where it was disclosed.
create or replace temp table hard as
select k.*, case when r.reason_state = 'value' then nullif(lower(trim(r.reason_raw)), '') end as said
from keyed k
semi join (from groups where is_hard) using (searcher_no, second, networks)
left join reasons r on r.reason_id = k.reason_id
