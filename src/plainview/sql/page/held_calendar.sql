-- one row is one custodian, log and month with its days, in order: state, the most entries that one file has, the usual number, how many files hold the day
select custodian_id, log, strftime(day, '%Y-%m') as month, min(extract(day from day)) as first_day,
  list(state order by day) as states, list(n_most order by day) as n, list(round(usual, 1) order by day) as usual,
  list(n_releases order by day) as n_releases
from held
group by all
order by custodian_id, log, month
