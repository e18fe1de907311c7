-- one row is one agency whose searches few people made
select cast(searcher_id as varchar) as searcher_id from publish_few order by 1
