-- One row is one agency as a searcher: what its name and the lists say of it. A task force, a vendor's test account and a fusion
-- centre are of no one level. may_be_delegated: an agency of a kind that stands on a 287(g) list if it has such an agreement.
select s.agency_id, s.agency_id as searcher_id,
       cast(nullif(s.canonical, '') as varchar) as searcher_name,
       cast(nullif(s.state, '') as varchar) as searcher_state,
       cast(nullif(nullif(s.level, ''), 'unknown') as varchar) as searcher_level,
       cast(nullif(nullif(s.kind, ''), 'unknown') as varchar) as searcher_kind,
       cast(case
           when s.kind in ('task_force', 'vendor_test') then null
           when s.level in ('local', 'state') then true
           when s.level in ('federal', 'private') then false
       end as boolean) as searcher_is_public_body_of_its_state,
       cast(case when s.kind in ('task_force', 'vendor_test') or s.level = 'fusion' then null
                 when nullif(nullif(s.level, ''), 'unknown') is not null then s.level = 'federal' end as boolean) as searcher_federal,
       cast(case when s.kind in ('task_force', 'vendor_test') or s.level = 'fusion' then null
                 when nullif(nullif(s.level, ''), 'unknown') is not null then s.level = 'private' end as boolean) as searcher_private,
       s.level in ('federal', 'private') as is_of_no_state,
       s.level in ('local', 'state', 'campus', 'tribal') as may_be_delegated,
       s.confidence,
       coalesce(h.hours, 0) as hours
from agencies s
left join state_hours h on h.state = s.state
