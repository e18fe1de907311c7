-- one row is one search, as narrow as the pages need it
create type if not exists page_agency as enum (select agency_id from agencies union select '' order by 1);
create or replace temp table page_searches as
select s.in_log, cast(coalesce(s.searcher_id, '') as page_agency) as searcher_id, cast(s.searched_at as date) as day, s.reason_id,
  case when coalesce(s.networks, 0) <= 0 then 0 when s.networks = 1 then 1 when s.networks <= 10 then 2 when s.networks <= 100 then 3
    when s.networks <= 500 then 4 when s.networks <= 1000 then 5 when s.networks <= 5000 then 6 else 7 end as band
from searches s
