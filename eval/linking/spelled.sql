-- One row is one spelling printed in a log, with its true agency and the one it was resolved to.
create or replace temp table spelled as
select s.spelling, s.agency, a.kind as true_kind, a.state as true_state, a.beside, n.agency_id, g.kind, g.state
from '{truth}/spellings.parquet' s
join '{truth}/agencies.parquet' a on a.id = s.agency
left join agency_names n on n.name_raw = trim(s.spelling)
left join agencies g on g.agency_id = n.agency_id
where s.in_logs
