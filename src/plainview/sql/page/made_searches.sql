-- one row is one search, as narrow as the pages need it; in_log: a network or organization audit shows it, not a portal alone
create or replace temp table page_searches as
with
portals as (select distinct release_id from entries where log = 'portal'),
listed as (select distinct search_id from links where release_id in (select release_id from portals)),
also_logged as (
  select distinct search_id from links
  where release_id not in (select release_id from portals) and search_id in (select search_id from listed)
)
select s.search_id not in (select search_id from listed) or s.search_id in (select search_id from also_logged) as in_log,
  coalesce(s.searcher_id, '') as searcher_id, cast(s.searched_at as date) as day, s.reason_id,
  case when coalesce(s.networks, 0) <= 0 then 0 when s.networks = 1 then 1 when s.networks <= 10 then 2 when s.networks <= 100 then 3
    when s.networks <= 500 then 4 when s.networks <= 1000 then 5 when s.networks <= 5000 then 6 else 7 end as band
from searches s
