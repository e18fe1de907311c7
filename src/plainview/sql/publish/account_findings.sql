-- one row is one finding about one account that two people confirmed, so that a publisher may ask for it
select finding_id from page_findings where scope = 'account' order by finding_id
