-- One row is one alert that a message carries, with the releases it stands on. SQLite.
select a.alert, a.releases from carried c join alerts a on a.alert = c.alert where c.delivery = :delivery
