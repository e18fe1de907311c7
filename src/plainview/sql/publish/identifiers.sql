-- one row is one identifier that may stand in what is published: a file's, a finding's
select release_id as id from releases union select sha256 from releases union select finding_id from findings
order by 1
