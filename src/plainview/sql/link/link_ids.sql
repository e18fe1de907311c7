-- One row is one vendor id of a month, with the search that it names (named.sql), in the order of the ids, so that equal builds
-- give equal files.
from named order by id
