-- One row is one finding of the case as a decision about it needs it: the hash of its evidence, its figures and what they count.
select f.finding_id, f.evidence, f.title, f.verdict, f.made_by, f.scope,
       coalesce(nullif(a.canonical, ''), f.agency_id) as agency_name, f.n_certain, f.n_possible, f.n_unreadable, f.n_total,
       json_extract_string(f.evidence_json, '$.unit') as unit
from findings f left join agencies a on a.agency_id = f.agency_id
order by f.finding_id
