-- One row is one line of an administrative log that tells of a share of cameras: made, ended or changed.
-- The network named is the owner's; where the log's own agency is the one that receives, the owner is the agency of that name.
-- may_before, may_after: whether the other agency could search before and after it, by the permissions printed: a share
-- without the word Search (only live pictures, say) opens no search; one that prints no permissions is taken to.
with
shared as (
    select e.release_id, e.row_no, e.locator, e.custodian_id, e.event_at,
           trim(coalesce(json_extract_string(e.details_json, '$."Network Name"'), '')) as from_raw,
           trim(coalesce(json_extract_string(e.details_json, '$."Receiving Organization"'), '')) as to_raw,
           trim(coalesce(json_extract_string(e.details_json, '$."Permissions"'), '')) as permissions,
           case when regexp_matches(lower(e.event_type), '^(create|add)') then 'created'
                when regexp_matches(lower(e.event_type), '^(delete|remove)') then 'deleted' else 'changed' end as act
    from events e
    where lower(replace(replace(e.entity_type, ' ', ''), '_', '')) = 'networkshare'
),
named as (
    select s.*, f.agency_id as network_id, t.agency_id as to_id, r.custodian_basis = 'none' as is_unnamed
    from shared s
    join releases r on r.release_id = s.release_id
    left join agency_names f on f.name_raw = s.from_raw
    left join agency_names t on t.name_raw = s.to_raw
),
permitted as (
    select *, string_split(replace(permissions, '→', '->'), '->') as sides
    from named
),
allowed as (
    select *, list_transform(sides, lambda side: trim(side) = '' or list_contains(
        list_transform(string_split(lower(side), ','), lambda one: trim(one)), 'search')) as may
    from permitted
)
select release_id, row_no, locator, custodian_id,
       case when to_id = custodian_id or is_unnamed then coalesce(network_id, custodian_id) else custodian_id end as from_id,
       from_raw, to_raw, to_id, event_at, act, permissions,
       case act when 'created' then false when 'deleted' then may[1] else case when len(may) > 1 then may[1] end end as may_before,
       case act when 'created' then may[1] when 'deleted' then false else may[len(may)] end as may_after
from allowed
order by release_id, row_no
