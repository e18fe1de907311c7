-- The one row: entries and the searches they are.
select (select count(*) from links) as entries, (select count(*) from searches) as searches
