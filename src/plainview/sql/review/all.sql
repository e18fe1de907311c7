-- One row is one distinct reason that the record shows, with its offence and the searcher's state.
select reason_raw, offense_raw, state, marks, federal_name, n_entries
from reasons
where reason_state not in ('masked', 'redacted', 'withheld', 'not_exported')
order by n_entries desc, reason_id
