-- One row is one agency, with what it is called.
select agency_id, canonical from agencies order by agency_id
