-- One row is one log's record of one search. What is counted is the search; in a portal's list it is the session, which
-- has no name of its own: it is the n-th listed id of its hour and reason, because the vendor re-draws the ids.
-- What releases, searchers and reasons have in common is looked up once each: known_file, known_searcher, known_reading (sql/known).
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
twice as (
    -- searches of which some custodian holds more than one entry: few
    select d.release_no * 1099511627776 + s.search_row_no as search_no
    from searches s join known_file d on d.release_id = s.search_release_id
    where s.n_entries > 1 and s.n_entries <> s.n_custodians
),
repeated as (
    -- one whole number an entry and a search: joined far faster than a text and a number
    select e.release_no * 1099511627776 + k.row_no as entry_no, d.release_no * 1099511627776 + k.search_row_no as search_no,
           s.search_no is null as owner_once
    from links k
    join known_file e on e.release_id = k.release_id
    join known_file d on d.release_id = k.search_release_id
    left join twice s on s.search_no = d.release_no * 1099511627776 + k.search_row_no
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
)
select
    d.owner_id,
    d.owner_state,
    s.searcher_id,
    cast(e.searched_at as date) as judged_on,
    cast(e.searched_at - interval (greatest(d.hours, coalesce(s.hours, 0))) hour as date) as law_on,
    d.unit,
    case when g.session_no is not null then -1000000000000 - g.session_no
         when k.search_no is not null then -k.search_no
         else d.release_no * 1099511627776 + e.row_no end as unit_key,
    d.release_no * 1099511627776 + e.row_no as row_key,
    g.session_no is null and coalesce(k.owner_once, true) as owner_once,
    g.session_no is null and k.search_no is null as searcher_once,
    cast(null as boolean) as is_newest,
    d.file_id as release_id, e.row_no, e.locator, e.reason_id,
    d.owner_name,
    d.owner_level,
    d.owner_kind,
    s.searcher_name,
    s.searcher_state,
    s.searcher_level,
    s.searcher_kind,
    s.searcher_is_public_body_of_its_state,
    s.searcher_federal,
    s.searcher_private,
    cast(case when s.is_of_no_state then false else s.searcher_state <> d.owner_state end as boolean) as searcher_out_of_state,
    cast(case when m.searcher_id is not null then true
              when cast(e.searched_at as date) between l.from_on and l.until_on and s.may_be_delegated
                   and coalesce(sn.confidence, s.confidence) >= 0.9 then false end as boolean) as searcher_287g,
    cast(coalesce(sn.confidence, s.confidence) as double) as searcher_name_confidence,
    d.log,
    cast(d.owner_id = s.searcher_id as boolean) as own_search,
    r.reason_given,
    r.reason_blank,
    r.reason_vague,
    r.offense_given,
    cast(case when e.case_state in ('value', 'partial') then true when e.case_state in ('empty', 'placeholder') then false end as boolean) as case_given,
    cast(case when e.account_state in ('value', 'partial') then true when e.account_state in ('empty', 'placeholder') then false end as boolean) as account_given,
    cast(case when e.plate_state in ('value', 'partial') or (e.filters_raw <> '' and trim(e.filters_raw) <> '') then true
              when e.plate_state in ('empty', 'placeholder') and e.filters_raw is not null then false end as boolean) as query_given,
    r.purpose_immigration,
    r.purpose_reproductive_care,
    r.purpose_protest_speech,
    r.purpose_profiling,
    r.purpose_personal,
    r.purpose_traffic,
    r.names_federal_body,
    r.names_immigration_body,
    r.made_for_other_agency,
    cast(case when e.plate_state in ('value', 'partial') then true when e.plate_state in ('empty', 'placeholder') then false end as boolean) as plate_given,
    cast(date_diff('second', e.window_from, e.searched_at) / 86400.0 as double) as window_days,
    cast(nullif(e.networks, 0) as double) as networks
from entries e
join known_file d on d.release_id = e.release_id
left join listed g on g.release_id = e.release_id and g.row_no = e.row_no
left join repeated k on k.entry_no = d.release_no * 1099511627776 + e.row_no
left join known_searcher s on s.agency_id = e.searcher_id
left join agency_names sn on sn.name_raw = e.searcher_raw
left join known_reading r on r.reason_id = e.reason_id
left join delegated m on m.searcher_id = e.searcher_id and m.day = cast(e.searched_at as date)
cross join lists l
where d.has_owner
