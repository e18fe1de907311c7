-- One row is the name of an entry that a person may mean by the beginning of a release's id and a row.
select distinct release_id || ':' || row_no as name
from entries
where starts_with(release_id, $release) and row_no = $row_no
order by name
