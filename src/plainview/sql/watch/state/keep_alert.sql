-- One row is one alert. SQLite.
insert into alerts (alert, watch, number, raised_at, told, releases, channels)
values (:alert, :watch, :number, :raised_at, :told, :releases, :channels)
