-- one row is one alert that a watch delivers to the page, newest first, with all releases it stands on.
select alert, watch, raised_at, told, releases from alerts order by raised_at desc, watch, alert desc
