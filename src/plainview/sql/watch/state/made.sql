-- One row of each table is told beside it. SQLite, not DuckDB: the state of the watches of one case, in CASE/watch/state.sqlite.
-- one row is the case's own mark: part of every name that leaves it, so that two cases never share one
create table if not exists marks (mark text not null);
-- one row is one watch as it was when it last ran
create table if not exists runs (watch text primary key, fingerprint text not null, ran_at text not null);
-- one row is one alert; told is its JSON, releases the ids of all releases it stands on
create table if not exists alerts (
    alert text primary key, watch text not null, number integer not null, raised_at text not null, told text not null,
    releases text not null, channels text not null, unique (watch, number)
);
-- one row is one piece of evidence that a watch has met; alert is null where the first run was to tell nothing
create table if not exists evidence (watch text not null, evidence text not null, alert text, primary key (watch, evidence)) without rowid;
-- one row is one message to one receiver; body is what is sent, to the last byte, each time it is tried
create table if not exists deliveries (
    delivery integer primary key, wire_id text not null unique, channel text not null, receiver text not null, body blob not null,
    state text not null default 'waiting', attempts integer not null default 0, next_at text not null, done_at text, answer text
);
-- one row is one alert to one receiver; delivery is null while it waits for its digest
create table if not exists carried (
    alert text not null, channel text not null, receiver text not null, due_on text not null, delivery integer,
    primary key (alert, channel, receiver)
) without rowid
;
-- one row is one thing that named an agency when a watch last ran (as a hash), and the agency it named
create table if not exists namings (watch text not null, name text not null, agency_id text not null, primary key (watch, name)) without rowid
