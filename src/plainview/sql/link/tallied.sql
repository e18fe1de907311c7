-- What was counted of one fold is added to what was counted of the others.
insert into tallied select * from counted
