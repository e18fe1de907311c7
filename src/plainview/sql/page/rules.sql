-- one row is one rule. is_met: it is for everywhere, or for a state of which the case holds records, searches or findings
select id, title, jurisdiction, state, place, citation, url, official_url, source_kind, confirmed, bound, subject, strength, applies, "when", certain_when,
  lawful_if, innocent, caveat, settles, remedy, made_by, cast(from_on as varchar) as from_on, cast(to_on as varchar) as to_on, n_conflict, n_question, n_unclear,
  n_clear, n_not_in_force,
  state = '' or state in (
    select a.state from agencies a
    where a.agency_id in (select custodian_id from releases union select searcher_id from page_reasons union select agency_id from page_findings)
  ) as is_met
from rules
order by state <> '', place, id
