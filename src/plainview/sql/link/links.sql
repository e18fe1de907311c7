-- One row says which search an entry belongs to (linked.sql).
from linked
