-- One row is one log's record of one search. What is counted is the search; in a portal's list it is the session, which
-- has no name of its own: it is the n-th listed id of its hour and reason, because the vendor re-draws the ids.
-- The purposes of a reason: 'certain', 'probable' or 'ambiguous'; 'none' where the reason was read and gives another;
-- null where nothing can be read (blank, masked, vague, only a number, not exported).
with
listed as (
    select release_id, row_no,
           custodian_id || ' ' || cast(date_trunc('hour', searched_at) as varchar) || ' ' || coalesce(reason_raw, '') || ' '
               || cast(dense_rank() over (
                      partition by release_id, date_trunc('hour', searched_at), coalesce(reason_raw, '')
                      order by coalesce(vendor_id, cast(row_no as varchar))
                  ) as varchar) as session_key
    from entries
    where log = 'portal'
),
stated as (
    select reason_id,
           min(case when purpose = 'immigration' then rank end) as immigration,
           min(case when purpose = 'reproductive_care' then rank end) as reproductive_care,
           min(case when purpose = 'protest_speech' then rank end) as protest_speech,
           min(case when purpose = 'profiling' then rank end) as profiling,
           min(case when purpose = 'personal' then rank end) as personal
    from (
        select reason_id, purpose,
               case certainty when 'certain' then 1 when 'probable' then 2 else 3 end as rank
        from purposes
    )
    group by reason_id
),
ranks as (
    select * from (values (1, 'certain'), (2, 'probable'), (3, 'ambiguous')) as t (rank, certainty)
)
select
    e.custodian_id as owner_id,
    nullif(c.state, '') as owner_state,
    e.searcher_id,
    cast(e.searched_at as date) as judged_on,
    case when e.log = 'portal' then 'session' else 'search' end as unit,
    coalesce(g.session_key, k.search_id, e.release_id || ':' || cast(e.row_no as varchar)) as unit_key,
    cast(null as boolean) as is_newest,
    e.release_id, e.row_no, e.locator,
    case when e.log = 'portal' then 'listed session' else 'search' end
        || coalesce(' of ' || cast(cast(e.searched_at as date) as varchar), ', day not readable')
        || coalesce(' by ' || nullif(s.canonical, ''), '') as what,
    cast(nullif(s.state, '') as varchar) as searcher_state,
    cast(nullif(nullif(s.level, ''), 'unknown') as varchar) as searcher_level,
    cast(nullif(nullif(s.kind, ''), 'unknown') as varchar) as searcher_kind,
    cast(case
        when s.kind in ('task_force', 'vendor_test') then null
        when s.level in ('local', 'state') then true
        when s.level in ('federal', 'private') then false
    end as boolean) as searcher_is_public_body_of_its_state,
    cast(coalesce(sn.confidence, s.confidence) as double) as searcher_name_confidence,
    cast(e.log as varchar) as log,
    cast(e.custodian_id = e.searcher_id as boolean) as own_search,
    cast(case
        when trim(coalesce(e.offense_raw, '')) <> '' then true
        when e.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') then null
        when contains(r.marks, 'blank') or contains(r.marks, 'placeholder') or e.reason_state in ('empty', 'placeholder') then false
        when r.reason_id is not null then true
    end as boolean) as reason_given,
    cast(case when e.case_state in ('value', 'partial') then true
              when e.case_state in ('empty', 'placeholder') then false end as boolean) as case_given,
    cast(case when e.account_state in ('value', 'partial') then true
              when e.account_state in ('empty', 'placeholder') then false end as boolean) as account_given,
    cast(case when e.plate_state in ('value', 'partial') or trim(coalesce(e.filters_raw, '')) <> '' then true
              when e.plate_state in ('empty', 'placeholder') and e.filters_raw is not null then false end as boolean) as query_given,
    cast(case when p.reason_id is null then null else coalesce(k1.certainty, 'none') end as varchar) as immigration,
    cast(case when p.reason_id is null then null else coalesce(k2.certainty, 'none') end as varchar) as reproductive_care,
    cast(case when p.reason_id is null then null else coalesce(k3.certainty, 'none') end as varchar) as protest_speech,
    cast(case when p.reason_id is null then null else coalesce(k4.certainty, 'none') end as varchar) as profiling,
    cast(case when p.reason_id is null then null else coalesce(k5.certainty, 'none') end as varchar) as personal,
    cast(case when contains(r.marks, 'federal_agency') then true
              when p.reason_id is not null then false end as boolean) as names_federal_body,
    cast(case when contains(r.marks, 'for_other_agency') then true
              when p.reason_id is not null then false end as boolean) as made_for_other_agency,
    cast(nullif(e.networks, 0) as double) as networks
from entries e
left join listed g on g.release_id = e.release_id and g.row_no = e.row_no
left join links k on k.release_id = e.release_id and k.row_no = e.row_no
left join agencies c on c.agency_id = e.custodian_id
left join agencies s on s.agency_id = e.searcher_id
left join agency_names sn on sn.name_raw = trim(e.searcher_raw)
left join reasons r on r.reason_id = e.reason_id
left join stated p on p.reason_id = e.reason_id
left join ranks k1 on k1.rank = p.immigration
left join ranks k2 on k2.rank = p.reproductive_care
left join ranks k3 on k3.rank = p.protest_speech
left join ranks k4 on k4.rank = p.profiling
left join ranks k5 on k5.rank = p.personal
where coalesce(e.custodian_id, '') <> ''
