-- One row: links right, wrong and possible, searches split and merged.
with
wanted as (
    select sum(n - 1) as links, sum(case when n > bare then bare else bare - 1 end) as bare_links, count(*) as searches
    from (select truth, count(*) as n, count(*) filter (not has_id) as bare from judged group by truth)
),
made as (
    select sum(n) filter (named) - count(distinct found) as right_links, coalesce(sum(n) filter (not named), 0) as wrong_links,
           sum(case when has_id then bare else greatest(bare - 1, 0) end) filter (named) as right_bare,
           coalesce(sum(bare) filter (not named), 0) as wrong_bare,
           count(distinct found) as found
    from meet
)
select *, (select count(*) from (select truth from meet group by truth having count(*) > 1)) as split,
       (select count(*) from (select found from meet group by found having count(*) > 1)) as merged
from wanted, made
