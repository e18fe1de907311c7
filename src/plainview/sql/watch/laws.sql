-- One row is one rule of law that may apply: named by the question, of one of the states or of the whole country, in force on the day.
select id, title, citation, coalesce(nullif(official_url, ''), url) as url
from rules
where list_contains(cast($ids as varchar[]), id) and strength <> 'off'
  and (list_contains(cast($states as varchar[]), upper(state)) or upper(coalesce(jurisdiction, '')) = 'US')
  and ($on is null or from_on is null or cast(from_on as date) <= cast($on as date))
  and ($on is null or to_on is null or cast(to_on as date) >= cast($on as date))
order by id
