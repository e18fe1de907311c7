-- One row is one release that holds entries, with what all its entries have in common: whose log it is, and which kind of log.
-- release_no numbers the releases, so that an entry and a search can be named by one whole number.
select f.release_id, f.release_id as file_id, n.release_no,
       f.custodian_id as owner_id,
       nullif(c.state, '') as owner_state,
       cast(nullif(c.canonical, '') as varchar) as owner_name,
       cast(nullif(nullif(c.level, ''), 'unknown') as varchar) as owner_level,
       cast(nullif(nullif(c.kind, ''), 'unknown') as varchar) as owner_kind,
       cast(f.log as varchar) as log,
       case when f.log = 'portal' then 'session' else 'search' end as unit,
       coalesce(f.custodian_id, '') <> '' as has_owner,
       coalesce(h.hours, 0) as hours
from (select release_id, any_value(custodian_id) as custodian_id, any_value(log) as log from entries group by release_id) f
join (select release_id, row_number() over (order by release_id) as release_no from releases) n on n.release_id = f.release_id
left join agencies c on c.agency_id = f.custodian_id
left join state_hours h on h.state = c.state
