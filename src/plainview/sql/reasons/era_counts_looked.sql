-- What stands on which day of all series, for a first look (era_counts); days by their place.
select place, label, cast(x as bigint) as x from era_counts
