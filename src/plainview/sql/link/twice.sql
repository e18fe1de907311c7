-- One row is one release, agency, second, networks and window under which it prints several rows without an id. Where they
-- print the same, one search was printed again; where they differ, there were several searches.
create or replace temp table twice as
select release_no, searcher_no, second, networks, window_no, min(print) <> max(print) as differ
from keyed
where id is null and second is not null
group by all
having count(*) > 1
