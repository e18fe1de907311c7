-- One row is one portal page with something odd that only other pages tell: a sharing list that an earlier capture of the same
-- portal shows is not on it, or pages of its layout and day could not be read as pages before them (layout_days).
create or replace temp table odd_pages as
with
list_missing as (
    select release_id, 0 as row_no, '' as locator, 'list_missing' as kind, direction as column_name,
           'shown on ' || first_on as value,
           'an earlier capture of this portal shows this sharing list, and this page has no heading of one; the agency may have taken it '
               || 'off, the layout may have changed, or the page was not saved whole: it is not read as an empty list' as why
    from lists_due where state = 'lost'
),
layout_drift as (
    select p.release_id, 0, '', 'layout_drift', d.measure, p.n || ' of ' || p.n_of,
           'of the ' || d.n_pages || ' pages of this layout captured on ' || d.day || ', ' || d.n_pages_odd || ' show it: ' || d.n || ' of '
               || d.n_of || ' ' || case d.measure when 'labels' then 'labels are not known' when 'lines' then 'lines could not be used'
               when 'lists' then 'sharing lists that were shown before are not there or not read'
               when 'numbers' then 'figures are no number or in another unit'
               when 'fields' then 'values that the capture before has are gone' else 'pages do not reach their last line' end
               || ', ' || round(100 * d.share, 1) || ' %, where up to ' || round(100 * d.bound, 1) || ' % is usual; the vendor may have '
               || 'changed the layout, and what is missing is not read as empty'
    from page_measures p
    join layout_days d on d.layout = p.layout and d.day = p.day and d.measure = p.measure
    where d.drifts and p.n > 0
)
select * from list_missing
union all select * from layout_drift
