-- one row is one searcher and one distinct reason: how many of its searches give it
create or replace temp table page_reasons as
select in_log, searcher_id, reason_id, count(*) as n
from page_searches
group by all
