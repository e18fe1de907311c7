-- One row is one line of the case's replies.csv about a finding that is still made, the earliest first.
select finding_id, put_on, answered_on, answer, corrected_on, correction
from replies where state = 'standing'
order by finding_id, coalesce(put_on, answered_on, corrected_on), line
