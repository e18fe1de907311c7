-- One row is one piece of evidence with the facts that were compared, in the order in which it is told.
select p.rule_no, cast(p.agency_id as varchar) as agency_id, p.unit, s.* exclude (unit, unit_key)
from law_picked p
join law_seen s on s.unit = p.unit and s.unit_key = p.unit_key and s.release_id = p.release_id and s.row_no = p.row_no
order by p.rule_no, p.agency_id, p.unit, p.place
