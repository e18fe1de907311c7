-- One row is one search id that had moved by the generation before; nothing has moved since.
select old_id, search_id, since from moved_before order by old_id
