-- One row is the link of one entry that was picked as evidence.
create or replace temp table law_picked_links as
select k.* from links k semi join law_picked_entries e on e.release_id = k.release_id and e.row_no = k.row_no
