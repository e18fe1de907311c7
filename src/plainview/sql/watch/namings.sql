-- One row is one thing that names an agency (a file, a spelling, a line of documents.csv), as a hash, and the agency it names. Of
-- spellings only those of agencies that are known, or whose own records are held: no other agency is ever told of by name.
with
named as (
    select 'file|' || release_id as thing, custodian_id as agency_id from releases where coalesce(custodian_id, '') <> ''
    union
    select 'document|' || agency_raw, agency_id from documents where coalesce(agency_id, '') <> ''
    union
    select 'spelling|' || n.name_raw, n.agency_id
    from agency_names n
    join agencies a on a.agency_id = n.agency_id
    where (coalesce(a.kind, '') not in ('', 'unknown') and coalesce(a.confidence, 0) >= 0.6)
        or n.agency_id in (select custodian_id from releases)
)
select md5(thing) as name, min(agency_id) as agency_id from named where thing is not null group by thing order by name
