-- one row is one distinct reason, with the purposes read in it, the certain before the possible
select r.reason_id, r.reason_raw,
  coalesce(string_agg(p.purpose || ' (' || p.certainty || ')', '; ' order by p.certainty, p.purpose) filter (where p.purpose is not null), '') as purposes
from reasons r left join purposes p on p.reason_id = r.reason_id
group by r.reason_id, r.reason_raw
order by r.reason_id
