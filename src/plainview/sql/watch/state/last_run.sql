-- One row is the last run of a watch, if it ran. SQLite.
select fingerprint, ran_at from runs where watch = :watch
