-- One row is one piece of evidence with the facts that were compared, in the order in which it is told.
select p.rule_no, cast(p.agency_id as varchar) as agency_id, cast(p.unit as varchar) as unit, s.* exclude (row_key)
from law_picked p join law_seen s using (row_key)
order by p.rule_no, p.agency_id, p.unit, p.place
