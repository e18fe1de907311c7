-- One row is one piece of evidence, as JSON that is open at its end for the facts compared, in the order in which it is told.
select p.rule_no, cast(p.agency_id as varchar) as agency_id, cast(p.unit as varchar) as unit,
       '{"entry": ' || to_json(cast(s.release_id as varchar) || ':' || s.row_no)
       || ', "release_id": ' || to_json(cast(s.release_id as varchar))
       || ', "row_no": ' || s.row_no
       || ', "locator": ' || coalesce(to_json(s.locator), 'null')
       || ', "what": ' || coalesce(to_json(s.what), 'null') || ', ' as told,
       s.* exclude (row_key, release_id, row_no, locator, what)
from law_picked p join law_seen s using (row_key)
order by p.rule_no, p.agency_id, p.unit, p.place
