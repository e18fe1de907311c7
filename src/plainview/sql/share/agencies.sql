-- One row is one agency that stands in a share and is called so: by its id, or by a name in the records, or with the words in its name.
with
met as (
    select from_id as agency_id from shares union select to_id from shares union select custodian_id from share_lists
    union select custodian_id from share_logs
),
named as (
    select a.agency_id, a.canonical,
           case when a.agency_id = $text or lower(a.canonical) = lower($text)
                     or exists (select 1 from agency_names n where n.agency_id = a.agency_id and lower(n.name_raw) = lower($text)) then 0
                when contains(lower(a.canonical), lower($text)) or contains(a.agency_id, lower($text)) then 1 end as place
    from agencies a join met using (agency_id)
)
select agency_id, canonical, place from named where place is not null order by place, canonical, agency_id limit 21
