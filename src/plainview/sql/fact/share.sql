-- One row is one line of one sharing list: by this document the owner lets the searcher search its cameras.
-- judged_on is the day the document gives for itself; an undated document has none, so no rule can be applied to it.
-- A name that the vendor marks inactive, a demonstration or not for use (listed_live is null) proves nothing either way.
with
newest as (
    select r.custodian_id, s.direction, max(s.seen_on) as last_on
    from share_rows s join releases r using (release_id)
    group by r.custodian_id, s.direction
)
select
    s.from_id as owner_id,
    nullif(f.state, '') as owner_state,
    s.to_id as searcher_id,
    s.seen_on as judged_on,
    'partner' as unit,
    s.from_id || ' > ' || s.to_id as unit_key,
    s.seen_on = w.last_on as is_newest,
    s.release_id, s.row_no, s.locator,
    coalesce(t.canonical, s.to_raw) as what,
    cast(nullif(t.state, '') as varchar) as searcher_state,
    cast(nullif(nullif(t.level, ''), 'unknown') as varchar) as searcher_level,
    cast(nullif(nullif(t.kind, ''), 'unknown') as varchar) as searcher_kind,
    cast(case
        when t.kind in ('task_force', 'vendor_test') then null
        when t.level in ('local', 'state') then true
        when t.level in ('federal', 'private') then false
    end as boolean) as searcher_is_public_body_of_its_state,
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
where coalesce(s.from_id, '') <> '' and coalesce(s.to_id, '') <> '' and s.from_id <> s.to_id
