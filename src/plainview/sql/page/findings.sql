-- one row is one finding, conflicts first
select finding_id, made_by, source, agency_id, verdict, title, sentence, innocent, n_certain, n_possible, n_unreadable, n_total, score,
  p_innocent, evidence_json
from page_findings
order by case verdict when 'conflict' then 0 when 'question' then 1 when 'unclear' then 2 else 3 end, made_by, agency_id, finding_id
