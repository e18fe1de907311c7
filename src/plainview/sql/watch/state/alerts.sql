-- One row is one alert, newest first. SQLite.
select alert, watch, number, raised_at, told, releases, channels from alerts order by raised_at desc, watch, number desc limit :most
