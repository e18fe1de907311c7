-- One row is one line of one sharing list: by this document the owner lets the searcher search its cameras.
-- judged_on is the day the document gives for itself; an undated document has none, so no rule can be applied to it.
-- searcher_287g: on the document's day the partner stood on a 287(g) list as a task force; a jail agreement opens no door.
-- A name that the vendor marks inactive, a demonstration or not for use (listed_live is null) proves nothing either way.
with
newest as (
    select r.custodian_id, s.direction, max(s.seen_on) as last_on
    from share_rows s join releases r using (release_id)
    group by r.custodian_id, s.direction
),
programme as (
    select agency_id, from_on, to_on from memberships
    where contains(lower(programme), '287') and contains(lower(model), 'task force')
),
delegated as (
    select distinct s.to_id, s.seen_on
    from share_rows s join programme p on p.agency_id = s.to_id
    where s.seen_on >= p.from_on and s.seen_on <= coalesce(p.to_on, date '9999-12-31')
),
lists as (
    -- the days that the lists held cover: after the newest, who is not on it may have joined
    select min(lists_from) as from_on, max(lists_to) as until_on
    from memberships where contains(lower(programme), '287')
)
select
    s.from_id as owner_id,
    nullif(f.state, '') as owner_state,
    s.to_id as searcher_id,
    s.seen_on as judged_on,
    s.seen_on as law_on,
    'partner' as unit,
    s.from_id || ' > ' || s.to_id as unit_key,
    row_number() over (order by s.release_id, s.row_no, s.direction, s.from_id, s.to_id) as row_key,
    false as owner_once,
    false as searcher_once,
    s.seen_on = w.last_on as is_newest,
    s.release_id, s.row_no, s.locator,
    coalesce(t.canonical, s.to_raw) as what,
    cast(nullif(f.canonical, '') as varchar) as owner_name,
    cast(nullif(nullif(f.level, ''), 'unknown') as varchar) as owner_level,
    cast(nullif(nullif(f.kind, ''), 'unknown') as varchar) as owner_kind,
    cast(coalesce(nullif(t.canonical, ''), s.to_raw) as varchar) as shared_with,
    cast(nullif(t.state, '') as varchar) as searcher_state,
    cast(nullif(nullif(t.level, ''), 'unknown') as varchar) as searcher_level,
    cast(nullif(nullif(t.kind, ''), 'unknown') as varchar) as searcher_kind,
    cast(case
        when t.kind in ('task_force', 'vendor_test') then null
        when t.level in ('local', 'state') then true
        when t.level in ('federal', 'private') then false
    end as boolean) as searcher_is_public_body_of_its_state,
    cast(case when t.kind in ('task_force', 'vendor_test') or t.level = 'fusion' then null
              when nullif(nullif(t.level, ''), 'unknown') is not null then t.level = 'federal' end as boolean) as searcher_federal,
    cast(case when t.kind in ('task_force', 'vendor_test') or t.level = 'fusion' then null
              when nullif(nullif(t.level, ''), 'unknown') is not null then t.level = 'private' end as boolean) as searcher_private,
    cast(case when t.level in ('federal', 'private') then false
              when nullif(t.state, '') is not null and nullif(f.state, '') is not null then t.state <> f.state end as boolean) as searcher_out_of_state,
    cast(case when m.to_id is not null then true
              when s.seen_on between l.from_on and l.until_on and t.level in ('local', 'state', 'campus', 'tribal')
                   and coalesce(tn.confidence, t.confidence) >= 0.9 then false end as boolean) as searcher_287g,
    cast(coalesce(tn.confidence, t.confidence) as double) as searcher_name_confidence,
    cast(case when coalesce(s.flags, '') in ('', 'federal') then true end as boolean) as listed_live,
    cast(r.custodian_id = s.from_id as boolean) as owners_own_document,
    cast(s.direction as varchar) as direction
from share_rows s
join releases r using (release_id)
left join newest w on w.custodian_id = r.custodian_id and w.direction = s.direction
left join agencies f on f.agency_id = s.from_id
left join agencies t on t.agency_id = s.to_id
left join agency_names tn on tn.name_raw = trim(s.to_raw)
left join delegated m on m.to_id = s.to_id and m.seen_on = s.seen_on
cross join lists l
where coalesce(s.from_id, '') <> '' and coalesce(s.to_id, '') <> '' and s.from_id <> s.to_id
