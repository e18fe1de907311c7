-- One row is one month (UTC) in which one release has entries: how many, how many carry an id, and of those without one, how
-- many do not tell the window, the number of networks, or either. Entries without a readable time have no month.
create or replace temp table release_months as
select release_id, cast(date_trunc('month', searched_at) as date) as month, count(*) as n, count(vendor_id) as n_ids,
       count(*) filter (vendor_id is null and networks is not null and (window_from is null or window_to is null)) as n_open,
       count(*) filter (vendor_id is null and networks is null and window_from is not null and window_to is not null) as n_blind,
       count(*) filter (vendor_id is null and networks is null and (window_from is null or window_to is null)) as n_neither
from entries
group by all
