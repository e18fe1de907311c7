-- One row is one alert that its digest carries from now on. SQLite.
update carried set delivery = :delivery where alert = :alert and channel = :channel and receiver = :receiver and delivery is null
