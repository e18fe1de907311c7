-- one row is one line of the case's replies to a finding that stands, in the order of its days
select finding_id, cast(put_on as varchar) as put_on, cast(answered_on as varchar) as answered_on, answer,
  cast(corrected_on as varchar) as corrected_on, correction
from replies
where state = 'standing'
order by finding_id, coalesce(put_on, answered_on, corrected_on), line
