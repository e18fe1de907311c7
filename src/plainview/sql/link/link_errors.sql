-- One row is one tier (and 'all'), with the error of linking without ids as measured in this case, on entries that do carry
-- ids: precision is the share of links that were right, recall the share of possible links that were made; low and high are
-- Wilson's interval of 95 %. Null where nothing could be compared.
with
summed as (
    select tier, sum(n_hidden) as n_hidden, sum(n_linkable) as n_linkable, sum(n_linked) as n_linked, sum(n_right) as n_right,
           sum(n_searches) as n_searches, sum(n_split) as n_split, sum(n_merged) as n_merged, sum(n_ambiguous) as n_ambiguous
    from link_counts
    group by tier
),
shares as (
    select *, n_right / nullif(n_linked, 0) as precision, n_right / nullif(n_linkable, 0) as recall from summed
)
select tier, cast(n_hidden as bigint) as n_hidden, cast(n_linkable as bigint) as n_linkable, cast(n_linked as bigint) as n_linked,
       cast(n_right as bigint) as n_right, cast(n_searches as bigint) as n_searches, cast(n_split as bigint) as n_split,
       cast(n_merged as bigint) as n_merged, cast(n_ambiguous as bigint) as n_ambiguous, precision,
       (precision + 1.92073 / n_linked - 1.96 * sqrt(precision * (1 - precision) / n_linked + 0.9604 / (n_linked * n_linked)))
           / (1 + 3.8416 / n_linked) as precision_low,
       (precision + 1.92073 / n_linked + 1.96 * sqrt(precision * (1 - precision) / n_linked + 0.9604 / (n_linked * n_linked)))
           / (1 + 3.8416 / n_linked) as precision_high,
       recall,
       (recall + 1.92073 / n_linkable - 1.96 * sqrt(recall * (1 - recall) / n_linkable + 0.9604 / (n_linkable * n_linkable)))
           / (1 + 3.8416 / n_linkable) as recall_low,
       (recall + 1.92073 / n_linkable + 1.96 * sqrt(recall * (1 - recall) / n_linkable + 0.9604 / (n_linkable * n_linkable)))
           / (1 + 3.8416 / n_linkable) as recall_high
from shares
order by tier
