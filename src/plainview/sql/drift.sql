-- One row is one measure of one layout and day of capture that drifts: its portal pages could not be read as those before them.
-- recent: within the two weeks up to the newest page held of the layout.
select layout, cast(day as varchar) as day, measure, n_pages, n_pages_odd, n, n_of, share, usual, bound, recent
from (select *, day > max(day) over (partition by layout) - interval 14 day as recent from layout_days)
where drifts
order by recent desc, day desc, layout, measure
