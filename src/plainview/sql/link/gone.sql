-- One row is one release that the generation before knew otherwise, or that came before another then and comes after it now.
-- Where there is any, more has changed than that releases were added.
select release_id from read_parquet($path) where release_id not in (select release_id from months_before)
union
select release_id from months_before where release_id not in (select release_id from received)
union
select release_id
from (select release_id, row_number() over (order by m.release_no) as place, row_number() over (order by a.release_no) as place_now
      from (select distinct release_id, release_no from months_before) m join arrivals a using (release_id))
where place <> place_now
union
select m.release_id from months_before m join arrivals a using (release_id) where m.custodian_id is distinct from a.custodian_id
