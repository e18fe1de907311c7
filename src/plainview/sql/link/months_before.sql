-- One row is one month of one release, as the generation before knows it: releases that are made from the same now as then.
create or replace temp table months_before as
select m.*
from read_parquet($path) m
join stamps t on t.release_id = m.release_id and t.stamp is not distinct from m.stamp
where m.version = $version
