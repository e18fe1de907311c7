-- One row is one distinct reason as typed, with what stands beside it and the searcher's state.
select t.reason_raw, t.reason_state, t.offense_raw, t.case_shape, t.search_type,
       coalesce(a.state, '') as state, count(*) as n_entries
from typed t
left join agency_names n on n.name_raw = t.searcher_raw
left join agencies a using (agency_id)
group by all
order by n_entries desc, t.reason_raw, t.reason_state, t.offense_raw, t.case_shape, t.search_type, state
