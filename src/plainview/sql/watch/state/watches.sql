-- One row is one watch that has run, with how many alerts it raised and how many of them wait for a receiver. SQLite.
select r.watch, r.ran_at, (select count(*) from alerts a where a.watch = r.watch) as n_alerts,
       (select count(*) from carried c join alerts a on a.alert = c.alert left join deliveries d on d.delivery = c.delivery
        where a.watch = r.watch and (c.delivery is null or d.state in ('waiting', 'trying'))) as n_waiting,
       (select max(a.raised_at) from alerts a where a.watch = r.watch) as last_alert_at
from runs r
order by r.watch
