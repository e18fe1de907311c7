-- One row is one mail message that asks for a search to be made for somebody else, or answers that.
-- An agency is found by the name of a place in a mail domain only where exactly one agency of the case fits it. Where a person has
-- said whose mailbox it is, and one side is known to be another body, the other side is the custodian.
with
stated as (
    select p.release_id, p.row_offset + m.row_in_part as row_no, m.locator, r.custodian_id, r.custodian_basis,
           try_cast(m.sent_at_raw as timestamp) as sent_at, m.role, m.asker_domain, m.asker_kind, m.asker_keys,
           m.asked_domain, m.asked_kind, m.asked_keys, m.for_body, m.case_raw, m.plate_state, m.terms, m.paraphrase, r.made_by
    from raw_messages m
    join parts p using (bytes_id, part)
    join received r on r.release_id = p.release_id
),
keys as (
    select keys, unnest(string_split(keys, ' ')) as one
    from (select distinct asker_keys as keys from stated union select distinct asked_keys from stated)
    where coalesce(keys, '') <> ''
),
places as (
    select agency_id, kind, replace(agency_id[4:], '-', '') as compact
    from agencies
    where level <> 'federal' and not starts_with(agency_id, 'unknown-')
),
fitting as (
    select distinct k.keys, p.agency_id, p.kind
    from keys k
    join places p on starts_with(p.compact, k.one)
     and substr(p.compact, length(k.one) + 1) in (
         '', 'police', 'sheriff', 'countysheriff', 'countypolice', 'publicsafety', 'municipality', 'county', 'marshal',
         'universitypolice', 'collegepolice', 'townpolice', 'citypolice', 'villagepolice', 'townshippolice'
     )
),
resolved as (
    select keys,
           case when count(*) = 1 then min(agency_id)
                when count(case when kind in ('police', 'sheriff') then 1 end) = 1
                then min(case when kind in ('police', 'sheriff') then agency_id end) end as agency_id
    from fitting group by keys
),
sided as (
    select s.*, asker.agency_id as asker_found, asked.agency_id as asked_found,
           s.custodian_basis = 'given' as is_given
    from stated s
    left join resolved asker on asker.keys = s.asker_keys
    left join resolved asked on asked.keys = s.asked_keys
)
select release_id, row_no, locator, custodian_id, sent_at, role, asker_domain, asker_kind,
       coalesce(asker_found, case
           when is_given and coalesce(asked_found, '') <> custodian_id
            and (asked_found is not null or asked_kind in ('federal', 'state', 'vendor', 'personal')) then custodian_id
       end) as asker_id,
       asked_domain, asked_kind,
       coalesce(asked_found, case
           when is_given and coalesce(asker_found, '') <> custodian_id
            and (asker_found is not null or asker_kind in ('federal', 'state', 'vendor', 'personal')) then custodian_id
       end) as asked_id,
       for_body, case_raw, plate_state, terms, paraphrase, made_by
from sided
order by release_id, row_no
