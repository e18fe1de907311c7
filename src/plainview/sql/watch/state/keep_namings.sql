-- One row is one thing that names an agency, with the agency that it names now. SQLite.
insert into namings (watch, name, agency_id)
select :watch, n.name, n.agency_id from named n where true
on conflict (watch, name) do update set agency_id = excluded.agency_id where agency_id <> excluded.agency_id
