-- One row is one entry with the number of the entry that names its search by keys of exact spelling, as the best public method has
-- them: the name as printed, the second, networks and window, then the same without the window. An entry without an id goes to
-- the one search with ids that has its key; where none has it, to the others of its key.
create temp table exact as
with
key as (
    select n, has_id, id, searcher_raw as who, date_trunc('second', searched_at) as second, networks, window_from, window_to
    from judged
),
first_ids as (select id, min(n) as first from key where has_id group by id),
by_window as (
    select who, second, networks, window_from, window_to, min(id) as id
    from key where has_id and networks is not null and window_from is not null
    group by all having count(distinct id) = 1
),
by_networks as (
    select who, second, networks, min(id) as id, count(distinct id) as n_ids
    from key where has_id and networks is not null group by all
),
bare as (
    select k.n, coalesce(w.id, case when o.n_ids = 1 then o.id end) as id, o.n_ids > 1 as several,
           k.who, k.second, k.networks, k.window_from, k.window_to
    from key k
    left join by_window w using (who, second, networks, window_from, window_to)
    left join by_networks o using (who, second, networks)
    where not k.has_id
),
together as (
    select n, case when networks is null or several then n
                   else min(n) over (partition by who, second, networks, window_from, window_to) end as first
    from bare where id is null
)
select k.n, f.first as found, 'vendor_id' as tier from key k join first_ids f using (id) where k.has_id
union all
select b.n, f.first, 'exact' from bare b join first_ids f using (id)
union all
select n, first, 'exact' from together
