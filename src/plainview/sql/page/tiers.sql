-- one row is one way in which entries came to their searches: how many entries, how many of them in searches of several entries
select tier, count(*) as n_entries, count_if(n_entries > 1) as n_together
from links
group by tier
order by n_entries desc, tier
