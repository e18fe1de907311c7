-- One row: entries left alone as ambiguous; how many of these truly fit several searches by agency, second and networks, and by
-- the window too; and how many entries without id fit several.
with
alike as (
    select searcher, searched_at, networks from '{truth}/searches.parquet' group by all having count(*) > 1
),
alike_window as (
    select searcher, searched_at, networks, window_from, window_to from '{truth}/searches.parquet' group by all having count(*) > 1
),
numbered as (select *, cast(substr(search_id, 2) as integer) as truth from '{truth}/searches.parquet'),
twins as (select truth from numbered semi join alike using (searcher, searched_at, networks)),
exact_twins as (select truth from numbered semi join alike_window using (searcher, searched_at, networks, window_from, window_to))
select count(*) filter (tier = 'ambiguous') as entries,
       count(*) filter (tier = 'ambiguous' and truth in (select truth from twins)) as truly,
       count(*) filter (tier = 'ambiguous' and truth in (select truth from exact_twins)) as with_window,
       count(*) filter (not has_id and truth in (select truth from twins)) as of_such,
       count(*) filter (not has_id and truth in (select truth from exact_twins)) as of_such_with_window
from ours join judged using (n)
