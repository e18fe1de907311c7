-- The one row is what is known of one agency on one day: state, kind, level, and whether it stood on a 287(g) list.
select a.agency_id, coalesce(nullif(a.canonical, ''), a.agency_id) as name, a.state, a.kind, a.level,
       exists (
           select 1 from memberships m
           where m.agency_id = a.agency_id and contains(lower(m.programme), '287') and m.from_on <= $day and coalesce(m.to_on, date '9999-12-31') >= $day
       ) as on_287g_list
from agencies a where a.agency_id = $agency
