-- one row is one agency and one purpose: searches or sessions whose reason states it for certain, and possibly
with
stated as (
  select reason_id, purpose, max(case when certainty = 'certain' then 1 else 0 end) as is_certain from purposes group by all
),
bucketed as (
  select s.session_no, s.custodian_id as agency_id, p.purpose, least(s.n_sessions, sum(p.is_certain)) as n_certain,
    least(s.n_sessions, count(*)) as n_possible
  from page_sessions s join page_listed i on i.session_no = s.session_no join stated p on p.reason_id = i.reason_id
  group by s.session_no, s.custodian_id, s.n_sessions, p.purpose
)
select 'search' as unit, g.searcher_id as agency_id, p.purpose, cast(sum(g.n * p.is_certain) as bigint) as n_certain,
  cast(sum(g.n) as bigint) as n_possible
from page_reasons g join stated p on p.reason_id = g.reason_id
where g.in_log
group by all
union all
select 'session' as unit, agency_id, purpose, cast(sum(n_certain) as bigint) as n_certain, cast(sum(n_possible) as bigint) as n_possible
from bucketed
group by all
order by unit, agency_id, n_possible desc, purpose
