-- One row is one month and tier of the months in hand, with what became of the entries whose ids were hidden (counted.sql).
select month, tier, cast(sum(n_hidden) as bigint) as n_hidden, cast(sum(n_linkable) as bigint) as n_linkable,
       cast(sum(n_linked) as bigint) as n_linked, cast(sum(n_right) as bigint) as n_right, cast(sum(n_searches) as bigint) as n_searches,
       cast(sum(n_split) as bigint) as n_split, cast(sum(n_merged) as bigint) as n_merged, cast(sum(n_ambiguous) as bigint) as n_ambiguous
from tallied
where coalesce(month, date '0001-01-01') in (select month from piece_months)
group by month, tier
order by month, tier
