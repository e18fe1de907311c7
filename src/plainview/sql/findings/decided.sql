-- One row is one standing decision about a finding, as it was when these tables were made. is_present: the evidence is what it was.
select d.a as finding_id, d.decision_id, d.verdict, d.b = f.evidence as is_present
from decisions d join findings f on f.finding_id = d.a
where d.subject = 'finding' and d.state = 'standing' and d.verdict <> 'undone'
order by d.a, d.decision_id
