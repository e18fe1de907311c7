-- one row is one mark: how many searches carry it, and listed portal rows (each listed id once)
with
named as (
  select unnest(['blank', 'placeholder', 'vague', 'case_only', 'statute', 'federal_agency', 'for_other_agency', 'descriptor', 'system_text',
    'has_plate', 'has_name', 'has_contact']) as mark
),
marked as (
  select n.mark, r.reason_id from reasons r join named n on contains(r.marks, n.mark)
)
select m.mark, case when p.in_log then 'search' else 'listed row' end as unit, cast(sum(p.n) as bigint) as n,
  count(distinct p.searcher_id) as n_agencies
from page_reasons p join marked m on m.reason_id = p.reason_id
group by all
order by unit desc, n desc, m.mark
