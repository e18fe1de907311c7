-- One row is one agency, second and window under which a log prints an entry without the number of networks. One search fits
-- all entries there if they have at most one id, one label without an id, and one number of networks, and no log prints
-- different rows. key: the label without an id, which gives way to the id.
create or replace temp table blind as
with
keys as (
    select distinct searcher_no, second, window_no
    from labelled
    where networks is null and searcher_no is not null and second is not null and window_no is not null
),
beside as (
    select l.* replace (case when l.tier = 'repeat' and l.networks is null then null else l.label end as label)
    from labelled l join keys using (searcher_no, second, window_no)
),
crowded as (
    select distinct searcher_no, second, window_no
    from beside
    where label is null
    group by searcher_no, second, window_no, release_no
    having min(print) <> max(print)
),
sides as (
    select searcher_no, second, window_no, min(label) filter (is_named) as id, min(label) filter (not is_named) as key,
           coalesce(min(label) filter (is_named) = max(label) filter (is_named), true)
               and coalesce(min(label) filter (not is_named) = max(label) filter (not is_named), true)
               and coalesce(min(networks) = max(networks), true) and not bool_or(tier = 'ambiguous') as is_one
    from beside
    group by searcher_no, second, window_no
    having count(*) > 1
)
select s.searcher_no, s.second, s.window_no, s.id, s.key, s.is_one and c.searcher_no is null as fits,
       coalesce(s.id, s.key, cast(md5(concat_ws(' ', 'window', s.searcher_no, s.second, s.window_no)) as uuid)) as label
from sides s left join crowded c using (searcher_no, second, window_no)
