-- One row is one month (UTC) in which one release has entries: how many, how many carry an id, and of those without one, how
-- many do not tell the window, the number of networks, or either. Entries without a readable time have no month. What the
-- generation before knows of a release that is as it was is taken from there.
create or replace temp table release_months as
select m.release_id, m.month, m.n, m.n_ids, m.n_open, m.n_blind, m.n_neither
from months_before m semi join received using (release_id)
union all
select release_id, cast(date_trunc('month', day) as date) as month, cast(sum(n) as bigint), cast(sum(n_ids) as bigint),
       cast(sum(n_open) as bigint), cast(sum(n_blind) as bigint), cast(sum(n_neither) as bigint)
from (
    -- by day first: the day of a time is found much faster than its month
    select release_id, cast(searched_at as date) as day, count(*) as n, count(vendor_id) as n_ids,
           count(*) filter (vendor_id is null and networks is not null and (window_from is null or window_to is null)) as n_open,
           count(*) filter (vendor_id is null and networks is null and window_from is not null and window_to is not null) as n_blind,
           count(*) filter (vendor_id is null and networks is null and (window_from is null or window_to is null)) as n_neither
    from fresh
    group by all
)
group by all
