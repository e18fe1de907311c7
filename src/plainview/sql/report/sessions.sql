-- One row is one session on the agency's own portal in the period. A session is no search: it stands for one user's searches with
-- one reason in one hour, and is never added to searches.
with
listed as (
    select s.hour_at, s.reason_raw, unnest(generate_series(1, s.n_sessions)) as place
    from sessions s join report_asked a on a.agency_id = s.custodian_id
    where cast(s.hour_at as date) between a.from_on and a.to_on
)
select '' as part, 'listed' as item, '' as label, 'n' as measure, true as is_row, hour_at, reason_raw, place as session_no from listed
union all by name
select '' as part, 'listed' as item, '' as label, 'n' as measure, false as is_row
order by part, item, measure, is_row, hour_at, reason_raw, session_no
