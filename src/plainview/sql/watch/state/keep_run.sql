-- One row is one watch that has run. SQLite.
insert into runs (watch, fingerprint, ran_at) values (:watch, :fingerprint, :at)
on conflict (watch) do update set fingerprint = excluded.fingerprint, ran_at = excluded.ran_at
