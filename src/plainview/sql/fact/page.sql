-- One row is one agency's newest portal page. That a label is missing counts only where the whole page was understood:
-- on a page with quarantined lines, labels the layout does not know or a list that was not read, has_... is null, not false.
with
pages as (
    select r.release_id, r.custodian_id, r.seen_on,
           r.n_quarantined = 0 and not exists (
               select 1 from issues i where i.release_id = r.release_id and i.kind in ('label_not_known', 'list_not_read')
           ) as whole,
           row_number() over (partition by r.custodian_id order by r.seen_on desc nulls last, r.n_used desc, r.release_id) as place
    from releases r
    where r.kind = 'portal_page' and coalesce(r.custodian_id, '') <> ''
),
said as (
    select s.release_id,
           max(case when s.field = 'retention_days' and coalesce(s.unit, 'days') in ('', 'days') then s.value end) as retention_days,
           min(case when s.field = 'retention_days' then s.row_no end) as retention_row,
           min(s.row_no) as first_row,
           max(case when s.field in ('alpr_policy', 'access_policy', 'acceptable_use') then 1 else 0 end) as has_policy,
           max(case when s.field = 'prohibited_uses' then 1 else 0 end) as has_prohibited,
           max(case when s.field = 'prohibited_uses' then s.value_raw end) as prohibited_uses_text,
           max(case when s.field = 'public_search_audit' then 1 else 0 end) as has_audit
    from snapshots s
    group by s.release_id
),
placed as (
    select s.release_id, s.row_no, min(s.locator) as locator from snapshots s group by s.release_id, s.row_no
),
carried as (
    select r.parent_id, max(r.period_to) as last_on from releases r
    where r.kind = 'portal_audit' and coalesce(r.parent_id, '') <> '' group by r.parent_id
),
listed as (
    select distinct s.release_id from share_rows s where s.direction = 'outbound'
)
select
    p.custodian_id as owner_id,
    nullif(a.state, '') as owner_state,
    p.custodian_id as searcher_id,
    p.seen_on as judged_on,
    p.seen_on as law_on,
    'page' as unit,
    p.custodian_id as unit_key,
    row_number() over (order by p.release_id, p.custodian_id) as row_key,
    true as owner_once,
    true as searcher_once,
    true as is_newest,
    p.release_id,
    coalesce(d.retention_row, d.first_row, 0) as row_no,
    coalesce(l.locator, '') as locator,
    'portal page of ' || coalesce(cast(p.seen_on as varchar), 'an unknown day')
        || case when d.retention_days is null then ', no retention period posted'
                else ', retention posted as ' || cast(cast(d.retention_days as bigint) as varchar) || ' days' end as what,
    cast(nullif(a.state, '') as varchar) as searcher_state,
    cast(nullif(a.canonical, '') as varchar) as owner_name,
    cast(nullif(nullif(a.level, ''), 'unknown') as varchar) as owner_level,
    cast(nullif(nullif(a.kind, ''), 'unknown') as varchar) as owner_kind,
    cast(d.retention_days as double) as posted_retention_days,
    cast(case when d.has_policy = 1 then true when p.whole then false end as boolean) as has_policy_text_or_link,
    cast(case when d.has_audit = 1 or c.parent_id is not null then true when p.whole then false end as boolean) as has_public_audit,
    cast(date_diff('day', c.last_on, p.seen_on) as double) as public_audit_age_days,
    cast(case when d.has_prohibited = 1 then true when p.whole then false end as boolean) as has_prohibited_uses,
    cast(d.prohibited_uses_text as varchar) as prohibited_uses_text,
    cast(contains(lower(d.prohibited_uses_text), 'immigration') as boolean) as names_immigration_prohibited,
    cast(case when o.release_id is not null then true when p.whole then false end as boolean) as has_sharing_list
from pages p
left join agencies a on a.agency_id = p.custodian_id
left join said d on d.release_id = p.release_id
left join placed l on l.release_id = p.release_id and l.row_no = coalesce(d.retention_row, d.first_row)
left join carried c on c.parent_id = p.release_id
left join listed o on o.release_id = p.release_id
where p.place = 1
