-- one row is one agency and what its reasons gave: 'read', or why no purpose could be read (a cell state or a mark)
with
listed as (
  select i.session_no, max(case when o.outcome = 'read' then 1 else 0 end) as is_read, min(o.outcome) as outcome
  from page_listed i left join page_outcomes o on o.reason_id = i.reason_id
  group by i.session_no
)
select 'search' as unit, p.searcher_id as agency_id, coalesce(o.outcome, 'not_exported') as outcome, cast(sum(p.n) as bigint) as n
from page_reasons p left join page_outcomes o on o.reason_id = p.reason_id
where p.in_log
group by all
union all
select 'session' as unit, s.custodian_id as agency_id, case when i.is_read = 1 then 'read' else coalesce(i.outcome, 'not_exported') end as outcome,
  cast(sum(s.n_sessions) as bigint) as n
from page_sessions s left join listed i on i.session_no = s.session_no
group by all
order by unit, agency_id, outcome
