-- One row is one alert that waits for a digest again, since the message that carried it was withdrawn for another's sake. SQLite.
update carried set delivery = null where delivery = :delivery and alert = :alert
