-- One row: own searches of custodians with an organization audit, as found in it, in both logs and in one of them alone.
with sides as (
    select o.found, j.custodian_id, bool_or(j.log = 'organization') as organization, bool_or(j.log = 'network') as network
    from ours o join judged j using (n)
    where j.custodian_id in (select distinct custodian_id from judged where log = 'organization') and j.searcher_id = j.custodian_id
    group by all
)
select count(*) filter (organization) as own, count(*) filter (organization and network) as in_both,
       count(*) filter (organization and not network) as missing, count(*) filter (network and not organization) as network_only
from sides
