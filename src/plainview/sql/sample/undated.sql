-- One row: how many searches of logs stand in no period, because no entry of theirs has a day that can be read.
select count(*) as n from searches where in_log and searched_at is null
