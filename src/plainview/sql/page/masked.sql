-- one row is one custodian's log, a field (reason or offense) and a state of its cells: entries, and where another custodian shows the field
select custodian_id, log, field, state, n_entries, n_linked, n_shown, n_by_id, examples
from masked
order by custodian_id, log, field desc, state
