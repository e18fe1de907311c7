-- No row: nothing is known of a generation before.
create or replace temp table months_before (
    month date, release_id varchar, custodian_id varchar, release_no uinteger, n bigint, n_ids bigint, n_open bigint, n_blind bigint,
    n_neither bigint, stamp varchar, version varchar, piece varchar, is_alone boolean
)
