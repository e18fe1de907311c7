-- One row is one way in which entries came to their searches, with how many did.
select tier, count(*) as n from links group by tier order by tier
