-- One row is one vendor id of a month, with the search that it names (named.sql).
from named
