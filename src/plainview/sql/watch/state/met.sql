-- One row is one piece of evidence among those found now that the watch has not met. SQLite.
select f.place from found f left join evidence e on e.watch = :watch and e.evidence = f.evidence where e.evidence is null order by f.place
