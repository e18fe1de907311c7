-- One row is one alert to one receiver. SQLite.
insert into carried (alert, channel, receiver, due_on, delivery) values (:alert, :channel, :receiver, :due_on, :delivery)
