-- One row is one log's record of one search. What is counted is the search; in a portal's list it is the session, which
-- has no name of its own: it is the n-th listed id of its hour and reason, because the vendor re-draws the ids.
-- The purposes of a reason: 'certain', 'probable' or 'ambiguous'; 'none' where the reason was read and gives another;
-- null where nothing can be read (blank, masked, vague, only a number, not exported).
-- `what` is put together from these columns by facts.py only where a row is shown.
-- law_on is the day by the clocks of the agencies, the earlier where they differ: a law in force since a day must not meet the evening
-- before it. judged_on is the day in UTC, as everywhere else.
-- unit_key numbers the searches and sessions: above zero a search that stands in this entry alone, below zero a search or
-- session that may stand in several. owner_once: in no other entry of this custodian; searcher_once: in no other entry at all.
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
several as (
    -- one whole number an entry and a search: joined far faster than a text and a number
    select d.release_no * 1099511627776 + s.search_row_no as search_no, s.n_entries = s.n_custodians as owner_once
    from searches s join numbered d on d.release_id = s.search_release_id
    where s.n_entries > 1
),
repeated as (
    select e.release_no * 1099511627776 + k.row_no as entry_no, d.release_no * 1099511627776 + k.search_row_no as search_no, s.owner_once
    from links k
    join numbered e on e.release_id = k.release_id
    join numbered d on d.release_id = k.search_release_id
    join several s on s.search_no = d.release_no * 1099511627776 + k.search_row_no
    where k.n_entries > 1
),
programme as (
    select agency_id, from_on, to_on from memberships
    where contains(lower(programme), '287') and contains(lower(model), 'task force')
),
delegated as (
    -- days on which the searcher stood on a 287(g) list as a task force; a jail agreement opens no door
    select distinct e.searcher_id, cast(e.searched_at as date) as day
    from entries e join programme p on p.agency_id = e.searcher_id
    where cast(e.searched_at as date) >= p.from_on and cast(e.searched_at as date) <= coalesce(p.to_on, date '9999-12-31')
),
lists as (
    -- the days that the lists held cover: after the newest, who is not on it may have joined
    select min(lists_from) as from_on, max(lists_to) as until_on
    from memberships where contains(lower(programme), '287')
),
stated as (
    select reason_id,
           min(case when purpose = 'immigration' then rank end) as immigration,
           min(case when purpose = 'reproductive_care' then rank end) as reproductive_care,
           min(case when purpose = 'protest_speech' then rank end) as protest_speech,
           min(case when purpose = 'profiling' then rank end) as profiling,
           min(case when purpose = 'personal' then rank end) as personal,
           min(case when purpose = 'traffic' then rank end) as traffic
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
           contains(r.marks, 'vague') as is_vague,
           p.reason_id is not null as has_purpose,
           case when p.reason_id is not null then coalesce(p.immigration[3:], 'none') end as immigration,
           case when p.reason_id is not null then coalesce(p.reproductive_care[3:], 'none') end as reproductive_care,
           case when p.reason_id is not null then coalesce(p.protest_speech[3:], 'none') end as protest_speech,
           case when p.reason_id is not null then coalesce(p.profiling[3:], 'none') end as profiling,
           case when p.reason_id is not null then coalesce(p.personal[3:], 'none') end as personal,
           case when p.reason_id is not null then coalesce(p.traffic[3:], 'none') end as traffic,
           case when contains(r.marks, 'federal_agency') then true when p.reason_id is not null then false end as names_federal_body,
           case when contains(r.marks, 'for_other_agency') then true
                when p.reason_id is not null then false end as made_for_other_agency,
           case when contains(n.names, '|ICE|') or contains(n.names, '|ERO|') or contains(n.names, '|CBP|')
                     or contains(n.names, '|USBP|') or contains(n.names, '|USCIS|') then true
                when contains(n.names, '|DHS|') then null
                when p.reason_id is not null then false end as names_immigration_body
    from reasons r
    join (select reason_id, '|' || coalesce(federal_name, '') || '|' as names from reasons) n using (reason_id)
    left join stated p using (reason_id)
)
select
    e.custodian_id as owner_id,
    nullif(c.state, '') as owner_state,
    e.searcher_id,
    cast(e.searched_at as date) as judged_on,
    cast(e.searched_at - interval (greatest(coalesce(ch.hours, 0), coalesce(sh.hours, 0))) hour as date) as law_on,
    case when e.log = 'portal' then 'session' else 'search' end as unit,
    case when g.session_no is not null then -1000000000000 - g.session_no
         when k.search_no is not null then -k.search_no
         else d.release_no * 1099511627776 + e.row_no end as unit_key,
    d.release_no * 1099511627776 + e.row_no as row_key,
    g.session_no is null and coalesce(k.owner_once, true) as owner_once,
    g.session_no is null and k.search_no is null as searcher_once,
    cast(null as boolean) as is_newest,
    e.release_id, e.row_no, e.locator, e.reason_id,
    cast(nullif(c.canonical, '') as varchar) as owner_name,
    cast(nullif(nullif(c.level, ''), 'unknown') as varchar) as owner_level,
    cast(nullif(nullif(c.kind, ''), 'unknown') as varchar) as owner_kind,
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
    cast(case when s.level in ('federal', 'private') then false
              when nullif(s.state, '') is not null and nullif(c.state, '') is not null then s.state <> c.state end as boolean) as searcher_out_of_state,
    cast(case when m.searcher_id is not null then true
              when cast(e.searched_at as date) between l.from_on and l.until_on and s.level in ('local', 'state', 'campus', 'tribal')
                   and coalesce(sn.confidence, s.confidence) >= 0.9 then false end as boolean) as searcher_287g,
    cast(coalesce(sn.confidence, s.confidence) as double) as searcher_name_confidence,
    cast(e.log as varchar) as log,
    cast(e.custodian_id = e.searcher_id as boolean) as own_search,
    cast(case
        when trim(coalesce(e.offense_raw, '')) <> '' then true
        when e.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') then null
        when r.is_empty or e.reason_state in ('empty', 'placeholder') then false
        when r.reason_id is not null then true
    end as boolean) as reason_given,
    cast(case
        when e.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') then null
        when r.is_empty or e.reason_state in ('empty', 'placeholder') then true
        when r.reason_id is not null then false
    end as boolean) as reason_blank,
    cast(case
        when e.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') and trim(coalesce(e.offense_raw, '')) = '' then null
        when r.reason_id is not null then r.is_vague and not r.has_purpose and not r.is_empty
    end as boolean) as reason_vague,
    cast(case when trim(coalesce(e.offense_raw, '')) <> '' then true
              when e.offense_raw is not null then false end as boolean) as offense_given,
    cast(case when e.case_state in ('value', 'partial') then true
              when e.case_state in ('empty', 'placeholder') then false end as boolean) as case_given,
    cast(case when e.account_state in ('value', 'partial') then true
              when e.account_state in ('empty', 'placeholder') then false end as boolean) as account_given,
    cast(case when e.plate_state in ('value', 'partial') or trim(coalesce(e.filters_raw, '')) <> '' then true
              when e.plate_state in ('empty', 'placeholder') and e.filters_raw is not null then false end as boolean) as query_given,
    cast(r.immigration as varchar) as purpose_immigration,
    cast(r.reproductive_care as varchar) as purpose_reproductive_care,
    cast(r.protest_speech as varchar) as purpose_protest_speech,
    cast(r.profiling as varchar) as purpose_profiling,
    cast(r.personal as varchar) as purpose_personal,
    cast(r.traffic as varchar) as purpose_traffic,
    cast(r.names_federal_body as boolean) as names_federal_body,
    cast(r.names_immigration_body as boolean) as names_immigration_body,
    cast(r.made_for_other_agency as boolean) as made_for_other_agency,
    cast(case when e.plate_state in ('value', 'partial') then true
              when e.plate_state in ('empty', 'placeholder') then false end as boolean) as plate_given,
    cast(date_diff('second', e.window_from, e.searched_at) / 86400.0 as double) as window_days,
    cast(nullif(e.networks, 0) as double) as networks
from entries e
join numbered d on d.release_id = e.release_id
left join listed g on g.release_id = e.release_id and g.row_no = e.row_no
left join repeated k on k.entry_no = d.release_no * 1099511627776 + e.row_no
left join agencies c on c.agency_id = e.custodian_id
left join agencies s on s.agency_id = e.searcher_id
left join state_hours ch on ch.state = c.state
left join state_hours sh on sh.state = s.state
left join agency_names sn on sn.name_raw = e.searcher_raw
left join reading r on r.reason_id = e.reason_id
left join delegated m on m.searcher_id = e.searcher_id and m.day = cast(e.searched_at as date)
cross join lists l
where coalesce(e.custodian_id, '') <> ''
