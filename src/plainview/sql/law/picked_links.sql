-- No row: which entries are of one search is not looked at again where evidence is put together.
create or replace temp table law_picked_links as select * from links limit 0
