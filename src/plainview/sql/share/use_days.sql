-- One row is one day (UTC) on which one agency searched another's cameras, by the owner's network log, with one row of it.
-- Only ids of agencies and numbers are carried: at 20 million entries this is one scan. use_no is release and row in one number.
create type if not exists use_release as enum (select release_id from releases union select '' order by 1);
create type if not exists use_agency as enum (select agency_id from agencies union select custodian_id from releases where custodian_id is not null union select '' order by 1);
create or replace temp table use_days as
with
searched as (
    select cast(custodian_id as use_agency) as from_id, cast(searcher_id as use_agency) as to_id,
           cast(searched_at as date) as day, enum_code(cast(release_id as use_release)) * 1099511627776 + row_no as use_no
    from entries
    where log = 'network' and searched_at is not null and custodian_id <> '' and searcher_id <> ''
)
select from_id, to_id, day, min(use_no) as use_no
from searched
where from_id <> to_id
group by from_id, to_id, day
