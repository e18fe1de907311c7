-- One row is one search under the length of camera data asked for, the longest that any of its entries shows.
select part,
       case when window_days is null then 'not_given' when window_days <= 1 then 'day' when window_days <= 7 then 'week'
            when window_days <= 30 then 'month' when window_days <= 90 then 'quarter' when window_days <= 365 then 'year' else 'longer' end as item,
       '' as label, 'n' as measure, true as is_row, release_id, row_no, locator, searched_at, searcher_name, searcher_state, searcher_level, round(window_days, 2) as window_days
from report_searches
where part in ('made', 'others')
order by part, item, measure, searched_at, release_id, row_no
