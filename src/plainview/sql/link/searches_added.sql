-- One row is one search: as before, but for those that were made anew.
select search_release_id, search_row_no, tier, searcher_id, searched_at, networks, devices, reason_id, n_entries, n_custodians, in_log, has_id
from read_parquet($before) anti join old_searches using (search_release_id, search_row_no)
union all
select * exclude (first) from searched
