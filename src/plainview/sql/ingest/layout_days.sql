-- One row is one measure of how well the portal pages of one layout and day (of capture) were read: in how many pages something
-- was not read, how much of how much, what is usual in the pages of the days before (of the pages this program was tested on, as
-- long as fewer than 100 are held), and the share above which the layout is said to drift. It drifts where the share is above the
-- bound on two pages or more, where three pages and more than a quarter of all show anything of the kind, or where half is unread.
-- usual, bound: measured on 585 real pages of three layouts (docs/portals.md).
with
measures(measure, tested, least) as (
    values ('labels', 0.001, 0.05), ('lines', 0.001, 0.05), ('lists', 0.0, 0.10), ('numbers', 0.001, 0.05),
           ('fields', 0.005, 0.10), ('whole_pages', 0.0, 0.05)
),
days as (
    select layout, day, measure, count(*) as n_pages, count(*) filter (n > 0) as n_pages_odd, sum(n) as n, sum(n_of) as n_of
    from page_measures group by layout, day, measure
),
ran as (
    select *, sum(n_pages) over earlier as before_pages, sum(n) over earlier / nullif(sum(n_of) over earlier, 0) as before_share
    from days
    window earlier as (partition by layout, measure order by day rows between unbounded preceding and 1 preceding)
),
bounded as (
    select r.*, n / nullif(n_of, 0) as share,
           case when coalesce(before_pages, 0) >= 100 then before_share else m.tested end as usual,
           greatest(m.least, 5 * case when coalesce(before_pages, 0) >= 100 then before_share else m.tested end) as limit_share
    from ran r join measures m using (measure)
)
select layout, day, measure, cast(n_pages as bigint) as n_pages, cast(n_pages_odd as bigint) as n_pages_odd, cast(n as bigint) as n,
       cast(n_of as bigint) as n_of, share, usual, limit_share as bound,
       coalesce((share > limit_share and n_pages_odd >= 2) or (n_pages_odd >= 3 and n_pages_odd > 0.25 * n_pages)
                or (n > 0 and share >= 0.5 and measure <> 'lists'), false) as drifts
from bounded
order by layout, day, measure
