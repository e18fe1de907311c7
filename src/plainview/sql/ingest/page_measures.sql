-- One row is one measure of one portal page: how much of it was not read (n), of how much (n_of). labels: lines that look like a
-- label and are none that is known. lines: lines that could not be used. lists: sharing lists that an earlier capture shows and
-- this page does not, or that could not be read. numbers: figures that are no number, or in another unit. fields: what the
-- capture before says and this one does not. whole_pages: pages without the line that ends each.
create or replace temp table page_measures as
with
measures as (
    select unnest(['labels', 'lines', 'lists', 'numbers', 'fields', 'whole_pages']) as measure
),
pages as (
    select r.release_id, r.layout, r.custodian_id, r.captured_on as day, r.n_used, r.n_quarantined,
           lag(r.release_id) over (partition by r.custodian_id order by r.captured_on, r.n_used, r.release_id) as before_id
    from releases r
    where r.kind = 'portal_page' and r.captured_on is not null and coalesce(r.custodian_id, '') <> ''
),
odd as (
    select p.release_id, count(*) filter (i.kind = 'label_not_known' or (i.kind = 'list_not_read' and i.column_name = '')) as n_labels,
           count(*) filter (i.kind in ('value_not_read', 'unit_differs')) as n_values,
           count(*) filter (i.kind = 'page_cut') as n_cut, count(*) filter (i.kind = 'list_cut') as n_list_cut
    from raw_issues i join parts p using (bytes_id, part)
    group by p.release_id
),
fields as (
    select distinct release_id, field
    from snapshots where field not in ('last_updated', 'other') and not ends_with(field, '_list') and field is not null
),
told as (
    select release_id, count(*) filter (field <> 'other') as n_labels, count(*) filter (value is not null) as n_values
    from snapshots group by release_id
),
gone as (
    select p.release_id, count(*) as n_before, count(*) filter (n.field is null) as n_gone
    from pages p join fields b on b.release_id = p.before_id left join fields n on n.release_id = p.release_id and n.field = b.field
    group by p.release_id
),
due as (
    select release_id, count(*) as n_due, count(*) filter (state in ('lost', 'not_read')) as n_lost from lists_due group by release_id
)
select p.layout, p.day, p.release_id, m.measure,
       coalesce(case m.measure when 'labels' then o.n_labels when 'lines' then case when coalesce(o.n_list_cut, 0) = 0 then p.n_quarantined end
           when 'lists' then d.n_lost when 'numbers' then o.n_values when 'fields' then g.n_gone else o.n_cut end, 0) as n,
       coalesce(case m.measure when 'labels' then t.n_labels + coalesce(o.n_labels, 0) when 'lines' then p.n_used + p.n_quarantined
           when 'lists' then d.n_due when 'numbers' then t.n_values + coalesce(o.n_values, 0) when 'fields' then g.n_before
           else 1 end, 0) as n_of
from pages p
cross join measures m
left join odd o using (release_id)
left join told t using (release_id)
left join gone g using (release_id)
left join due d using (release_id)
