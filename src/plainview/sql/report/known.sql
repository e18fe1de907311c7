-- One row is one name that a report may print as an id: of a file of the case, of a finding that may leave it, or what made one.
select distinct name
from (
    select release_id as name from releases union all select sha256 from releases
    union all select finding_id from page_findings union all select made_by from page_findings
)
where name is not null and name <> ''
