-- one row: how much the case holds, counted whole
select
  (select count(*) from page_searches where in_log) as n_searches,
  (select count(*) from searches where not has_id and n_entries = 1) as n_without_id,
  (select count(*) from entries where log <> 'portal') as n_log_entries,
  (select count(*) from entries where log = 'portal') as n_portal_entries,
  (select coalesce(sum(n_sessions), 0) from sessions) as n_sessions,
  (select coalesce(sum(n_ids), 0) from sessions) as n_portal_ids,
  (select cast(cast(min(searched_at) as date) as varchar) from entries) as first_on,
  (select cast(cast(max(searched_at) as date) as varchar) from entries) as last_on,
  (select count(*) from releases) as n_releases,
  (select coalesce(sum(n_rows), 0) from releases) as n_rows,
  (select coalesce(sum(n_used), 0) from releases) as n_used,
  (select coalesce(sum(n_quarantined), 0) from releases) as n_quarantined,
  (select coalesce(sum(n_skipped), 0) from releases) as n_skipped,
  (select count(*) from refused where kind not in ('duplicate', 'other_print', 'document')) as n_refused,
  (select count(*) from refused where kind in ('duplicate', 'other_print')) as n_held_already,
  (select count(*) from issues) as n_issues,
  (select count(*) from page_findings) as n_findings
order by 1
