-- One row says which search an entry belongs to: as before, but for the searches that were made anew.
select release_id, row_no, search_release_id, search_row_no, tier, n_entries
from read_parquet($before) anti join old_searches using (search_release_id, search_row_no)
union all
from linked
