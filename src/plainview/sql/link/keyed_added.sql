-- One row is one entry that the added releases may have changed the label of: all of an agency and second that are stirred.
create or replace temp table keyed as
select g.* from gathered g semi join stirred using (searcher_no, second)
union all
from keyed_of('joining')
