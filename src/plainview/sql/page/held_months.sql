-- one row is one custodian, kind of log and month in which rows are held
select custodian_id, log, cast(cast(date_trunc('month', searched_at) as date) as varchar) as month, count(*) as n_entries
from entries
where searched_at is not null
group by all
order by custodian_id, log, month
