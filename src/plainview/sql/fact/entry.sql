-- One row is one log's record of one search. What is counted is the search; in a portal's list it is the session, which
-- has no name of its own: it is the n-th listed id of its hour and reason, because the vendor re-draws the ids.
-- The purposes of a reason: 'certain', 'probable' or 'ambiguous'; 'none' where the reason was read and gives another;
-- null where nothing can be read (blank, masked, vague, only a number, not exported).
-- `what` is put together from these columns by facts.py only where a row is shown.
-- unit_key numbers the searches and sessions: above zero a search that stands in this entry alone, below zero a search or
-- session that may stand in several.
with
listed as (
    select release_id, row_no, dense_rank() over (order by custodian_id, hour_at, reason_raw, place) as session_no
    from (
        select release_id, row_no, custodian_id, date_trunc('hour', searched_at) as hour_at, coalesce(reason_raw, '') as reason_raw,
               dense_rank() over (
                   partition by release_id, date_trunc('hour', searched_at), coalesce(reason_raw, '')
                   order by coalesce(vendor_id, cast(row_no as varchar))
               ) as place
        from entries
        where log = 'portal'
    )
),
numbered as (
    select release_id, row_number() over (order by release_id) as release_no from releases
),
repeated as (
    select k.release_id, k.row_no, d.release_no * 1099511627776 + k.search_row_no as search_no
    from links k join numbered d on d.release_id = k.search_release_id
    where k.n_entries > 1
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
               case certainty when 'certain' then 'a certain' when 'probable' then 'b probable' else 'c ambiguous' end as rank
        from purposes
    )
    group by reason_id
),
reading as (
    select r.reason_id,
           contains(r.marks, 'blank') or contains(r.marks, 'placeholder') as is_empty,
           case when p.reason_id is not null then coalesce(p.immigration[3:], 'none') end as immigration,
           case when p.reason_id is not null then coalesce(p.reproductive_care[3:], 'none') end as reproductive_care,
           case when p.reason_id is not null then coalesce(p.protest_speech[3:], 'none') end as protest_speech,
           case when p.reason_id is not null then coalesce(p.profiling[3:], 'none') end as profiling,
           case when p.reason_id is not null then coalesce(p.personal[3:], 'none') end as personal,
           case when contains(r.marks, 'federal_agency') then true when p.reason_id is not null then false end as names_federal_body,
           case when contains(r.marks, 'for_other_agency') then true
                when p.reason_id is not null then false end as made_for_other_agency
    from reasons r left join stated p using (reason_id)
)
select
    e.custodian_id as owner_id,
    nullif(c.state, '') as owner_state,
    e.searcher_id,
    cast(e.searched_at as date) as judged_on,
    case when e.log = 'portal' then 'session' else 'search' end as unit,
    case when g.session_no is not null then -1000000000000 - g.session_no
         when k.search_no is not null then -k.search_no
         else d.release_no * 1099511627776 + e.row_no end as unit_key,
    cast(null as boolean) as is_newest,
    e.release_id, e.row_no, e.locator, e.reason_id,
    nullif(s.canonical, '') as searcher_name,
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
        when r.is_empty or e.reason_state in ('empty', 'placeholder') then false
        when r.reason_id is not null then true
    end as boolean) as reason_given,
    cast(case when e.case_state in ('value', 'partial') then true
              when e.case_state in ('empty', 'placeholder') then false end as boolean) as case_given,
    cast(case when e.account_state in ('value', 'partial') then true
              when e.account_state in ('empty', 'placeholder') then false end as boolean) as account_given,
    cast(case when e.plate_state in ('value', 'partial') or trim(coalesce(e.filters_raw, '')) <> '' then true
              when e.plate_state in ('empty', 'placeholder') and e.filters_raw is not null then false end as boolean) as query_given,
    cast(r.immigration as varchar) as immigration,
    cast(r.reproductive_care as varchar) as reproductive_care,
    cast(r.protest_speech as varchar) as protest_speech,
    cast(r.profiling as varchar) as profiling,
    cast(r.personal as varchar) as personal,
    cast(r.names_federal_body as boolean) as names_federal_body,
    cast(r.made_for_other_agency as boolean) as made_for_other_agency,
    cast(nullif(e.networks, 0) as double) as networks
from entries e
join numbered d on d.release_id = e.release_id
left join listed g on g.release_id = e.release_id and g.row_no = e.row_no
left join repeated k on k.release_id = e.release_id and k.row_no = e.row_no
left join agencies c on c.agency_id = e.custodian_id
left join agencies s on s.agency_id = e.searcher_id
left join agency_names sn on sn.name_raw = e.searcher_raw
left join reading r on r.reason_id = e.reason_id
where coalesce(e.custodian_id, '') <> ''
