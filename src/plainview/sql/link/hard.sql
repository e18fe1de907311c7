-- One row is one entry of a group in which several searches stand: several ids, several windows, or one log that prints
-- several different rows. said: the reason, where it was disclosed.
create or replace temp table hard as
with
crowded as (
    select distinct searcher_no, second, networks from twice where differ
),
chosen as (
    select g.searcher_no, g.second, g.networks
    from groups g left join crowded c using (searcher_no, second, networks)
    where g.several_ids or g.several_windows or c.searcher_no is not null
)
select k.*, case when r.reason_state = 'value' then nullif(lower(trim(r.reason_raw)), '') end as said
from keyed k
join chosen using (searcher_no, second, networks)
left join reasons r on r.reason_id = k.reason_id
