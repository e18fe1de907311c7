-- One row: how many lines of decisions.csv these tables were made with.
select count(*) as n from decisions
