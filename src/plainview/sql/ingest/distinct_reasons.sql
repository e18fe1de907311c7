-- One row is one distinct reason as typed, with what stands beside it, the searcher's state and, where it matters to the words,
-- which office the searcher is (passing table `offices`). reason_id is made of these, so
-- that it stays the same whatever other reasons come: half of an MD5, 63 bits: among a million reasons two are alike in one case of ten million.
with
counted as (
    select t.reason_raw, t.reason_state, t.offense_raw, t.case_shape, t.search_type,
           coalesce(a.state, '') as state, coalesce(o.office, '') as office, count(*) as n_entries
    from typed t
    left join agency_names n on n.name_raw = t.searcher_raw
    left join agencies a using (agency_id)
    left join offices o using (agency_id)
    group by all
)
select cast(md5_number_lower(concat_ws(chr(31), coalesce('+' || reason_raw, '-'), reason_state, coalesce('+' || offense_raw, '-'),
                                       coalesce('+' || case_shape, '-'), coalesce('+' || search_type, '-'), state, office)) // 2 as bigint) as reason_id,
       *
from counted
order by n_entries desc, reason_raw, reason_state, offense_raw, case_shape, search_type, state, office
