-- One row is one vendor id of a month, with the search that it names: as before, but for the searches that were made anew.
from (
    select id, month, search_release_id, search_row_no
    from read_parquet($before) anti join old_searches using (search_release_id, search_row_no)
    union all
    from named
)
order by id
