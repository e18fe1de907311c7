-- One row is one month (UTC) in which one release has entries: how many, how many carry an id, and of those without one, how
-- many do not tell the window, the number of networks, or either. Entries without a readable time have no month. What the
-- generation before knows of a release that is as it was is taken from there.
create or replace temp table release_months as
select m.release_id, m.month, m.n, m.n_ids, m.n_open, m.n_blind, m.n_neither
from months_before m semi join received using (release_id)
union all
select release_id, cast(date_trunc('month', day) as date) as month, cast(sum(n) as bigint),
       cast(coalesce(sum(n) filter (shape = 'id'), 0) as bigint), cast(coalesce(sum(n) filter (shape = 'open'), 0) as bigint),
       cast(coalesce(sum(n) filter (shape = 'blind'), 0) as bigint), cast(coalesce(sum(n) filter (shape = 'neither'), 0) as bigint)
from (
    -- by day first: the day of a time is found much faster than its month
    select release_id, cast(searched_at as date) as day,
           case when vendor_id is not null then 'id'
                when networks is not null then case when window_from is null or window_to is null then 'open' else 'complete' end
                when window_from is not null and window_to is not null then 'blind' else 'neither' end as shape, count(*) as n
    from fresh
    group by all
)
group by all
