-- One row is one account (accounts), or one value that goes with all of them (kept).
create table if not exists accounts (
    folded text primary key,
    name text not null,
    role text not null,
    password text not null,
    is_active integer not null,
    stamp text not null,
    made_at text not null,
    changed_at text not null
);
create table if not exists kept (what text primary key, value text not null);
