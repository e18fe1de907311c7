-- One row is one log's record of one search: all releases but the large ones, by month, then by custodian and time, so that what
-- asks for one month reads no other.
select * from made_entries order by date_trunc('month', searched_at), custodian_id, searched_at, release_id, row_no
