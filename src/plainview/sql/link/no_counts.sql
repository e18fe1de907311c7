-- One row is one month and tier of one fold, with what became of the entries whose ids were hidden (counted.sql).
create or replace temp table tallied (
    month date, tier varchar, n_hidden bigint, n_linkable bigint, n_linked bigint, n_right bigint, n_searches bigint, n_split bigint,
    n_merged bigint, n_ambiguous bigint
)
