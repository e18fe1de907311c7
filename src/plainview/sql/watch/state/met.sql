-- One row is one piece of evidence among those found now that the watch has not met, neither by this name nor by one it had while an
-- agency in it was called otherwise. SQLite.
select f.place
from found f
where not exists (select 1 from evidence e where e.watch = :watch and e.evidence = f.evidence)
  and not exists (
    select 1 from before b join evidence e on e.watch = :watch and e.evidence = b.evidence where b.place = f.place
  )
order by f.place
