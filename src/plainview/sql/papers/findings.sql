-- One row is one finding of an agency that may be shown and asks something, the gravest first. Reads page_findings.
select f.finding_id, f.made_by, f.source, f.verdict, f.title, f.sentence, f.innocent, f.n_certain, f.n_possible, f.n_unreadable, f.n_total,
       f.agency_id, coalesce(nullif(a.canonical, ''), f.agency_id) as agency_name, f.evidence_json
from page_findings f left join agencies a on a.agency_id = f.agency_id
where f.verdict in ('conflict', 'question', 'unclear')
  and (f.agency_id = $agency_id or f.finding_id = $finding_id)
order by case f.verdict when 'conflict' then 0 when 'question' then 1 else 2 end, f.source desc, f.made_by, f.finding_id
