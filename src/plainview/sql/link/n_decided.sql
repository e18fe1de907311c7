-- How many decisions there are about two entries.
select count(*) as n from decided
