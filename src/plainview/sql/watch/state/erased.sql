-- One row is the alert of which only its name is left. SQLite.
update alerts set told = :told where alert = :alert
