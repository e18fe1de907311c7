-- One row is one fold of custodians whose ids are hidden together.
select distinct fold from arrivals where fold is not null order by fold
