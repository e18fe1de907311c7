-- one row is one mark: how many searches carry it, and listed portal rows (each listed id once)
with logged as (
  select l.search_id, min(case when e.log = 'portal' then 'listed row' else 'search' end) as first_unit,
    max(case when e.log = 'portal' then 0 else 1 end) as in_log
  from links l join entries e on e.release_id = l.release_id and e.row_no = l.row_no
  group by l.search_id
),
named as (
  select unnest(['blank', 'placeholder', 'vague', 'case_only', 'statute', 'federal_agency', 'for_other_agency', 'descriptor', 'system_text',
    'has_plate', 'has_name', 'has_contact']) as mark
)
select n.mark, case when g.in_log = 1 then 'search' else 'listed row' end as unit, count(*) as n,
  count(distinct s.searcher_id) as n_agencies
from searches s join logged g on g.search_id = s.search_id
join reasons r on r.reason_id = s.reason_id
join named n on contains(r.marks, n.mark)
group by all
order by unit desc, n desc, n.mark
