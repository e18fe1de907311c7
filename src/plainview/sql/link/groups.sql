-- One row is one agency, second and number of networks under which an entry without an id stands beside another entry: the
-- entries that may be one search. n_open: entries that do not tell the window. is_hard: several searches stand there, by their
-- ids, by their windows, or because one log prints several different rows.
create or replace temp table groups as
with
crowded as (
    select distinct searcher_no, second, networks from twice where differ
),
held as (
    select searcher_no, second, networks, count(*) as n, count(*) - count(id) as n_bare, count(*) - count(window_no) as n_open,
           min(id) as id_low, coalesce(min(id) <> max(id), false) as several_ids,
           coalesce(min(window_no) <> max(window_no), false) as several_windows, min(release_no) = max(release_no) as one_release
    from keyed
    where searcher_no is not null and second is not null and networks is not null and exists (from keyed where id is null)
    group by searcher_no, second, networks
    having count(*) > 1 and count(*) > count(id)
)
select h.* exclude (several_windows), h.several_ids or h.several_windows or c.searcher_no is not null as is_hard
from held h left join crowded c using (searcher_no, second, networks)
