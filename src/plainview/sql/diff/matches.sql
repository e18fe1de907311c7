-- One row is an entry of each of two productions that are one and the same. Made empty; diff/match fills it key by key.
create or replace temp table diff_matches (pair_no bigint, tier integer, a_row bigint, b_row bigint)
