-- One row: entries, those without id, those whose truth is not known, and those whose search is named by no entry.
select count(*) as entries, count(*) filter (not has_id) as without_id, count(*) filter (truth is null) as unknown,
       (select count(*) from ours where found is null) as unnamed
from judged
