-- The days of all series in their order, for the same look: of n searches n_shown show their reason.
select series_no, cast(n as bigint) as n, cast(n_shown as bigint) as n_shown from era_dates order by place
