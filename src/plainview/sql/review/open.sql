-- One row is one distinct reason that the record shows and whose reading leaves something open: words that name no purpose and
-- that no rule calls vague, a purpose read only as ambiguous, or what the model read. With $again those too that people decided.
with
read as (
    select reason_id, string_agg(purpose || ' ' || certainty, '|' order by purpose) as purposes,
           bool_or(certainty = 'ambiguous') as is_open, bool_or(starts_with(made_by, 'model')) as is_modelled
    from purposes
    group by reason_id
)
select r.reason_id, r.reason_raw, r.offense_raw, r.state, r.marks, r.federal_name, r.words, r.made_by, r.n_entries,
       coalesce(p.purposes, '') as purposes, starts_with(r.made_by, 'decided:') as is_decided
from reasons r left join read p using (reason_id)
where r.reason_state not in ('masked', 'redacted', 'withheld', 'not_exported')
  and case when starts_with(r.made_by, 'decided:') then $again
           else coalesce(p.is_open, false) or coalesce(p.is_modelled, false) or starts_with(r.made_by, 'model')
                or contains(r.made_by, '| model')
                or (p.reason_id is null and contains(r.marks, 'vague') and regexp_matches(r.made_by, 'reasons: (no rule knows these words|these words name no purpose)')) end
order by r.n_entries desc, r.reason_id
