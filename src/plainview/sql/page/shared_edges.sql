-- one row is one agency that lets others search its cameras: those others as one JSON text, by their place in page/agencies. Only
-- shares that are not known to have ended; told: those that a list or an event names, used: those that searches alone show
with
who as (select agency_id, row_number() over (order by agency_id) - 1 as agency_no from agencies)
select f.agency_no as from_no,
  cast(to_json(coalesce(list(t.agency_no order by t.agency_no) filter (p.is_told), [])) as varchar) as told,
  cast(to_json(coalesce(list(t.agency_no order by t.agency_no) filter (not p.is_told), [])) as varchar) as used
from page_shared p
join who f on f.agency_id = p.from_id
join who t on t.agency_id = p.to_id
where p.is_standing
group by f.agency_no
order by f.agency_no
