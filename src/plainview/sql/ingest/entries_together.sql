-- One row is one log's record of one search: all releases but the large ones, by custodian and time.
select * from made_entries order by custodian_id, searched_at, release_id, row_no
