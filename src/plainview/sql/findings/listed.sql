-- One row is one finding of the case, those too that stay inside it, with the name of its agency.
select f.*, coalesce(nullif(a.canonical, ''), f.agency_id) as agency_name
from findings f left join agencies a on a.agency_id = f.agency_id
order by case f.verdict when 'conflict' then 0 when 'question' then 1 when 'unclear' then 2 else 3 end, f.made_by, f.agency_id, f.finding_id
