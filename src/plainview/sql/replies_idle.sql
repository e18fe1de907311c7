-- one row is one line of replies.csv whose finding is not made any more
select line, finding_id
from replies
where state = 'idle'
order by line, finding_id
