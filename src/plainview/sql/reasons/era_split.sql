-- One row is one span of a series: each that is still open is cut in two at its best day, or closed where no day is good enough.
-- A day is weighed by the days with searches around it, 60 on each side and then 14, so that a short era is seen too. It is good
-- enough where (1) both sides hold 30 searches on 5 days; (2) the leading kind differs, and the new one gained or the old one lost
-- 40 points, or one word (or what is masked) goes from under 20 % to over 60 % or back; (3) what moved holds half or more on 5 days of
-- one side, and less on 5 of the other, so that no single busy day decides; (4) the difference is 6 times its own error, reckoned
-- by how far single days lie from their side's share. The best is the day that parts the kinds most cleanly (the largest drop of
-- impurity, times the searches).
create or replace temp table era_spans as
with
looked as (
    select d.*, s.first_no, s.last_no
    from era_days d join era_spans s on s.series_no = d.series_no and d.day_no between s.first_no and s.last_no
    where s.is_open
),
wide as (
    select series_no, first_no, last_no, day_no, label, is_alone,
           count_if(n > 0) over back as d_b, count_if(n > 0 and 2 * x >= n) over back as m_b, sum(n) over back as n_b, sum(x) over back as x_b,
           sum(x * x) over back as xx_b, sum(x * n) over back as xn_b, sum(n * n) over back as nn_b,
           count_if(n > 0) over ahead as d_a, count_if(n > 0 and 2 * x >= n) over ahead as m_a, sum(n) over ahead as n_a, sum(x) over ahead as x_a,
           sum(x * x) over ahead as xx_a, sum(x * n) over ahead as xn_a, sum(n * n) over ahead as nn_a
    from looked
    window back as (partition by series_no, first_no, label order by day_no rows between 60 preceding and 1 preceding),
           ahead as (partition by series_no, first_no, label order by day_no rows between current row and 59 following)
),
near as (
    select series_no, first_no, last_no, day_no, label, is_alone,
           count_if(n > 0) over back as d_b, count_if(n > 0 and 2 * x >= n) over back as m_b, sum(n) over back as n_b, sum(x) over back as x_b,
           sum(x * x) over back as xx_b, sum(x * n) over back as xn_b, sum(n * n) over back as nn_b,
           count_if(n > 0) over ahead as d_a, count_if(n > 0 and 2 * x >= n) over ahead as m_a, sum(n) over ahead as n_a, sum(x) over ahead as x_a,
           sum(x * x) over ahead as xx_a, sum(x * n) over ahead as xn_a, sum(n * n) over ahead as nn_a
    from looked
    window back as (partition by series_no, first_no, label order by day_no rows between 14 preceding and 1 preceding),
           ahead as (partition by series_no, first_no, label order by day_no rows between current row and 13 following)
),
sides as (
    select *, 60 as reach, x_b / n_b as p_b, x_a / n_a as p_a from wide where n_b >= 30 and n_a >= 30 and d_b >= 5 and d_a >= 5
    union all
    select *, 14, x_b / n_b, x_a / n_a from near where n_b >= 30 and n_a >= 30 and d_b >= 5 and d_a >= 5
),
weighed as (
    select *,
           abs(p_a - p_b) / sqrt(
               greatest((xx_b - 2 * p_b * xn_b + p_b * p_b * nn_b) / (n_b * n_b) * d_b / (d_b - 1), (x_b + 1) * (n_b - x_b + 1) / ((n_b + 2) * (n_b + 2) * n_b))
               + greatest((xx_a - 2 * p_a * xn_a + p_a * p_a * nn_a) / (n_a * n_a) * d_a / (d_a - 1), (x_a + 1) * (n_a - x_a + 1) / ((n_a + 2) * (n_a + 2) * n_a))
           ) as z,
           m_a >= 5 and d_b - m_b >= 5 as is_lasting_gain, m_b >= 5 and d_a - m_a >= 5 as is_lasting_loss
    from sides
),
parted as (
    select series_no, first_no, last_no, day_no, reach,
           max_by(label, (p_b, label)) filter (not is_alone) as kind_b,
           max_by(label, (p_a, label)) filter (not is_alone) as kind_a,
           max_by(p_a - p_b >= 0.4 and z >= 6 and is_lasting_gain, (p_a, label)) filter (not is_alone) as has_gained,
           max_by(p_b - p_a >= 0.4 and z >= 6 and is_lasting_loss, (p_b, label)) filter (not is_alone) as has_lost,
           coalesce(bool_or(z >= 6 and (p_b < 0.2 and p_a > 0.6 and is_lasting_gain or p_b > 0.6 and p_a < 0.2 and is_lasting_loss)) filter (is_alone), false) as is_alone_moved,
           max(n_b * n_a / (n_b + n_a)) * sum((p_a - p_b) * (p_a - p_b)) as score
    from weighed
    group by series_no, first_no, last_no, day_no, reach
),
best as (
    select series_no, first_no, max_by(day_no, (score, -day_no)) as cut_no
    from parted
    where is_alone_moved or kind_b <> kind_a and (has_gained or has_lost)
    group by series_no, first_no
)
select s.series_no, s.first_no, coalesce(b.cut_no - 1, s.last_no) as last_no, b.cut_no is not null as is_open
from era_spans s left join best b on b.series_no = s.series_no and b.first_no = s.first_no
union all
select s.series_no, b.cut_no, s.last_no, true
from era_spans s join best b on b.series_no = s.series_no and b.first_no = s.first_no
