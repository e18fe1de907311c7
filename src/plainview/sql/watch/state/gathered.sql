-- One row is one alert that waits for a digest whose day has come. SQLite.
select c.channel, c.receiver, c.alert, a.told, a.releases
from carried c join alerts a on a.alert = c.alert
where c.delivery is null and c.due_on <= :today
order by c.channel, c.receiver, a.raised_at, a.watch, a.number
