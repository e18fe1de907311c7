-- one row is a table of measured errors of linking, where the case has one
select distinct table_name
from information_schema.tables
where table_name = 'link_errors'
order by table_name
