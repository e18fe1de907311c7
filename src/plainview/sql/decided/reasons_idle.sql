-- One row is one thing decided about a typed reason that these tables, when they were made, did not hold.
select distinct a, b from decisions where subject = 'reason' and state = 'idle'
