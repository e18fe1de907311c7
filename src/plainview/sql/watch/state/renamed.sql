-- One row is one agency that is called otherwise than when the watch last ran: its id now, and one of before. SQLite.
select distinct n.agency_id as now_id, m.agency_id as then_id
from named n
join namings m on m.watch = :watch and m.name = n.name
where m.agency_id <> n.agency_id
order by now_id, then_id
