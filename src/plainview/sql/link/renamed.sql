-- One row is one spelling that the generation before read as another agency.
select n.name_raw, n.agency_id, b.agency_id as before
from agency_names n join read_parquet($before) b using (name_raw)
where n.agency_id is distinct from b.agency_id
order by n.name_raw
