-- one row is one sharing list of one document: whose, which way, of which day, whether it could be read, and how many it names
select custodian_id, direction, cast(seen_on as varchar) as seen_on, release_id, state, n_partners
from share_lists
where coalesce(custodian_id, '') <> ''
order by custodian_id, direction, seen_on, release_id
