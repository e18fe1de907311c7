-- One row is one piece of evidence that is new. SQLite.
insert into evidence (watch, evidence, alert)
select :watch, f.evidence, :alert from found f left join evidence e on e.watch = :watch and e.evidence = f.evidence where e.evidence is null
