-- One row is one series that may change (passing table era_moved), one day with searches and one kind of reason, or one word of
-- the agency's five commonest: of n searches that show their reason on the day, x are of that kind. Of the kind `masked`, n are
-- all searches. Days on which a kind does not stand are there with x = 0.
create or replace temp table era_days as
with
labels as (
    select distinct series_no, label, is_alone from era_counts semi join era_moved using (series_no)
)
select d.series_no, d.day, d.day_no, l.label, l.is_alone, cast(case when l.label = 'masked' then d.n else d.n_shown end as double) as n,
       cast(coalesce(c.x, 0) as double) as x
from era_dates d
join labels l on l.series_no = d.series_no
left join era_counts c on c.place = d.place and c.label = l.label;

-- A span is a run of days that is looked at for a change; at first a series is one span.
create or replace temp table era_spans as
select series_no, min(day_no) as first_no, max(day_no) as last_no, true as is_open from era_days group by series_no
