-- one row is one custodian: what the case holds that could show its doors: lists of its own of those who may search its cameras, network audits, other logs
-- and portal lists, messages; and whether a 287(g) list is held at all
select r.custodian_id,
  count(case when (r.release_id, r.custodian_id) in (select (release_id, from_id) from share_rows) then 1 end) as n_lists,
  count(case when r.kind = 'network_audit' then 1 end) as n_network, count(case when r.kind in ('network_audit', 'organization_audit') then 1 end) as n_logs,
  count(case when r.kind = 'portal_audit' then 1 end) as n_portals, count(case when r.kind = 'mail_message' then 1 end) as n_mails,
  (select cast(min(cast(lists_from as date)) as varchar) from memberships where contains(lower(programme), '287')) as delegated_from,
  (select cast(max(cast(lists_to as date)) as varchar) from memberships where contains(lower(programme), '287')) as delegated_to
from releases r
where coalesce(r.custodian_id, '') <> ''
group by r.custodian_id
order by r.custodian_id
