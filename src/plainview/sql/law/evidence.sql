-- One row is one piece of evidence with the facts that were compared, in the order in which it is told.
select p.rule_no, p.agency_id, p.unit, p.release_id, p.row_no, s.judged_on, s.locator, s.what, s.facts
from law_picked p
join law_seen s on s.unit = p.unit and s.unit_key = p.unit_key and s.release_id = p.release_id and s.row_no = p.row_no
order by p.rule_no, p.agency_id, p.unit, p.place
