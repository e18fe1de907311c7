-- One row is one search of the period, of the agency asked for: its name, and what strata may ask of it. Days are of UTC.
-- What portals list is no search of its own and stands in no frame. The window is the longest that any entry shows.
with
chosen as (
    select s.search_release_id, s.search_row_no, s.search_id, s.searcher_id, s.networks, s.reason_id
    from searches s cross join sample_asked a
    where s.in_log and cast(s.searched_at as date) >= a.from_on and cast(s.searched_at as date) <= a.to_on
      and (a.agency_id = '' or a.is_log or s.searcher_id = a.agency_id)
      and (a.agency_id = '' or not a.is_log or exists (
          select 1
          from links k join entries e on e.release_id = k.release_id and e.row_no = k.row_no
          where k.search_release_id = s.search_release_id and k.search_row_no = s.search_row_no
            and e.custodian_id = a.agency_id and e.log <> 'portal'
      ))
),
windows as (
    select k.search_release_id, k.search_row_no, max(date_diff('second', e.window_from, e.window_to)) / 86400.0 as days
    from chosen c
    join links k on k.search_release_id = c.search_release_id and k.search_row_no = c.search_row_no
    join entries e on e.release_id = k.release_id and e.row_no = k.row_no
    group by k.search_release_id, k.search_row_no
),
stated as (
    select reason_id, string_agg(purpose, '|') as purposes from purposes group by reason_id
)
select
    c.search_id,
    cast(contains('|' || coalesce(p.purposes, '') || '|', '|immigration|') as boolean) as may_be_immigration,
    cast(contains('|' || coalesce(p.purposes, '') || '|', '|reproductive_care|') as boolean) as may_be_reproductive_care,
    cast(contains('|' || coalesce(p.purposes, '') || '|', '|protest_speech|') as boolean) as may_be_protest_speech,
    cast(contains('|' || coalesce(p.purposes, '') || '|', '|profiling|') as boolean) as may_be_profiling,
    cast(contains('|' || coalesce(p.purposes, '') || '|', '|personal|') as boolean) as may_be_personal,
    cast(contains(r.marks, 'blank') or contains(r.marks, 'placeholder') or r.reason_state in ('empty', 'placeholder') as boolean) as reason_blank,
    cast(contains(r.marks, 'vague') as boolean) as reason_vague,
    cast(r.reason_id is null or r.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') as boolean) as reason_hidden,
    cast(contains(r.marks, 'federal_agency') as boolean) as names_federal_body,
    cast(contains(r.marks, 'for_other_agency') as boolean) as for_other_agency,
    cast(w.days as double) as window_days,
    cast(c.networks as double) as networks,
    cast(nullif(nullif(g.level, ''), 'unknown') as varchar) as searcher_level
from chosen c
left join windows w on w.search_release_id = c.search_release_id and w.search_row_no = c.search_row_no
left join reasons r on r.reason_id = c.reason_id
left join stated p on p.reason_id = c.reason_id
left join agencies g on g.agency_id = c.searcher_id
