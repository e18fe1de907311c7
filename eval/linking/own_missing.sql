-- One row: own searches that the links leave in the organization audit alone, and how many of these the network log truly lacks.
with
lost as (select cast(substr(search_id, 2) as integer) as truth from '{truth}/own.parquet' where not in_network),
missed as (
    select o.found, any_value(j.truth) as truth
    from ours o join judged j using (n)
    where j.searcher_id = j.custodian_id
    group by o.found, j.custodian_id
    having bool_or(j.log = 'organization') and not bool_or(j.log = 'network')
)
select count(*) as reported_missing, count(*) filter (truth in (select truth from lost)) as truly_missing from missed
