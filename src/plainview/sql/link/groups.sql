-- One row is one agency, second and number of networks under which an entry without an id stands beside another entry: the
-- entries that may be one search. n_open: entries that do not tell the window.
create or replace temp table groups as
select searcher_no, second, networks, count(*) as n, count(*) - count(id) as n_bare, count(*) - count(window_no) as n_open,
       min(id) as id_low, coalesce(min(id) <> max(id), false) as several_ids,
       min(window_no) as window_low, coalesce(min(window_no) <> max(window_no), false) as several_windows,
       min(release_no) = max(release_no) as one_release
from keyed
where searcher_no is not null and second is not null and networks is not null
group by searcher_no, second, networks
having count(*) > 1 and count(*) > count(id)
