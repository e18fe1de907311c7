-- One row is one reason why files were not taken in, with how many and one example.
select kind, regexp_replace(why, '".*"', '"..."') as why, any_value(fix order by path) as fix, count(*) as n, min(path) as example
from refused
where kind not in ('duplicate', 'other_print', 'document')
group by 1, 2
order by n desc, kind, 2
