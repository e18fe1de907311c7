-- One row is one capture of a portal page, with how far it can tell that a text is not on it: a page that was not saved whole can
-- tell nothing, and one with a label that no layout knows cannot tell that a text is gone.
select r.release_id, r.custodian_id, coalesce(a.canonical, r.custodian_id) as agency,
       cast(cast(coalesce(r.captured_on, r.seen_on) as date) as varchar) as day, r.path, r.n_used,
       count(*) filter (i.kind = 'page_cut') > 0 as is_cut,
       count(*) filter (i.kind in ('label_not_known', 'layout_drift') or i.kind = 'list_not_read' and i.column_name = '') > 0 as is_unsure
from releases r
left join agencies a on a.agency_id = r.custodian_id
left join issues i on i.release_id = r.release_id
where r.kind = 'portal_page' and coalesce(r.captured_on, r.seen_on) is not null and coalesce(r.custodian_id, '') <> ''
group by all
order by r.custodian_id, day, r.n_used desc, r.release_id
