-- Spans of series that may hold a change: some kind or word moved by 40 points between the days before and after some day. It is
-- the cheapest of what era_split.sql asks, over the same windows, and most series end here.
create or replace temp table era_spans as
with
wide as (
    select series_no,
           sum(n) over back as n_b, sum(x) over back as x_b, sum(n) over ahead as n_a, sum(x) over ahead as x_a,
           sum(n) over back_near as n_bn, sum(x) over back_near as x_bn, sum(n) over ahead_near as n_an, sum(x) over ahead_near as x_an
    from era_days
    window back as (partition by series_no, label order by day_no rows between 60 preceding and 1 preceding),
           ahead as (partition by series_no, label order by day_no rows between current row and 59 following),
           back_near as (partition by series_no, label order by day_no rows between 14 preceding and 1 preceding),
           ahead_near as (partition by series_no, label order by day_no rows between current row and 13 following)
),
moved as (
    select distinct series_no
    from wide
    where (n_b >= 30 and n_a >= 30 and abs(x_a / n_a - x_b / n_b) >= 0.399)
       or (n_bn >= 30 and n_an >= 30 and abs(x_an / n_an - x_bn / n_bn) >= 0.399)
)
select s.* exclude (is_open), m.series_no is not null as is_open
from era_spans s left join moved m using (series_no)
