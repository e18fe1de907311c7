-- One row is one spelling that the generation before read as another agency, or whose agency it read as of another state, under
-- whose law the reasons are read.
select n.name_raw, n.agency_id, a.state, b.agency_id as agency_before, c.state as state_before
from agency_names n
join agencies a on a.agency_id = n.agency_id
join read_parquet($names) b on b.name_raw = n.name_raw
left join read_parquet($agencies) c on c.agency_id = b.agency_id
where n.agency_id is distinct from b.agency_id or a.state is distinct from c.state
order by n.name_raw
