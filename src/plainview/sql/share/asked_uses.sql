-- One row is one day (UTC) on which one asked agency searched the other's cameras, by the owner's network log, with one row of it.
create type if not exists use_release as enum (select release_id from releases union select '' order by 1);
create or replace temp table use_days as
select custodian_id as from_id, searcher_id as to_id, cast(searched_at as date) as day,
       min(enum_code(cast(release_id as use_release)) * 1099511627776 + row_no) as use_no
from entries
where log = 'network' and searched_at is not null
  and custodian_id in (select from_id from asked) and searcher_id in (select to_id from asked)
group by custodian_id, searcher_id, cast(searched_at as date)
